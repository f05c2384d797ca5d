// Connect a model: what was found on this machine, what the editor offers, or a server's address and key with a test call.
import { useEffect, useId, useState } from 'react';
import type { ConnectionView, ConnectionWay, SourceView } from '../../../src/protocol/view.ts';
import { useActions } from '../actions.ts';
import { ScreenTitle } from './Chats.tsx';
import { Icon } from './Icon.tsx';

export function ConnectScreen({ connection }: { connection: ConnectionView }) {
  const { send } = useActions();
  useEffect(() => {
    send({ type: 'connect/look' });
  }, [send]);
  return (
    <main className="screen connect">
      <ScreenTitle title="Connect a model" />
      <p className="lead">Understudy works with the model you choose. Your key stays in the editor’s secret storage.</p>
      {connection.model && (
        <p className="connected">
          <Icon name="pass-filled" />
          <span>
            In use: <strong>{connection.model.label}</strong> <span className="quiet">{connection.model.where}</span>
          </span>
        </p>
      )}
      <FoundModels
        title="On this machine"
        source={connection.local}
        attempt={attemptOf(connection, 'local')}
        use={(model) => send({ type: 'connect/local', model })}
      />
      <FoundModels
        title="From this editor"
        source={connection.editor}
        attempt={attemptOf(connection, 'editor')}
        use={(model) => send({ type: 'connect/editor', model })}
      />
      <ServerForm connection={connection} />
    </main>
  );
}

type Attempt = ConnectionView['attempt'] | undefined;

function attemptOf(connection: ConnectionView, way: ConnectionWay): Attempt {
  return connection.attempt.way === way ? connection.attempt : undefined;
}

interface FoundModelsProps {
  readonly title: string;
  readonly source: SourceView;
  readonly attempt: Attempt;
  readonly use: (model: string) => void;
}

function FoundModels({ title, source, attempt, use }: FoundModelsProps) {
  const { send } = useActions();
  return (
    <section className="way">
      <h2>{title}</h2>
      {source.kind === 'looking' && (
        <p className="quiet looking">
          <Icon name="loading" spin />
          Looking…
        </p>
      )}
      {source.kind === 'none' && (
        <p className="quiet">
          {source.advice}{' '}
          <button type="button" className="link" onClick={() => send({ type: 'connect/look' })}>
            Look again
          </button>
        </p>
      )}
      {source.kind === 'found' && (
        <ul className="models">
          {source.models.map((model) => (
            <li key={model.id}>
              <span className="name">
                {model.label} <span className="quiet">{model.where}</span>
              </span>
              <button type="button" className="text-button strong" aria-label={`Use ${model.label}`} onClick={() => use(model.id)}>
                Use
              </button>
            </li>
          ))}
        </ul>
      )}
      <AttemptLine attempt={attempt} />
    </section>
  );
}

function ServerForm({ connection }: { connection: ConnectionView }) {
  const { send } = useActions();
  const [baseUrl, setBaseUrl] = useState(connection.server.baseUrl);
  const [model, setModel] = useState(connection.server.model);
  const [key, setKey] = useState('');
  const attempt = attemptOf(connection, 'server');
  useEffect(() => {
    if (attempt?.state === 'ok') setKey('');
  }, [attempt?.state]);
  const testing = attempt?.state === 'testing';
  const ready = baseUrl.trim() !== '' && model.trim() !== '' && !testing;
  return (
    <section className="way">
      <h2>A server with an address</h2>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) send({ type: 'connect/server', baseUrl: baseUrl.trim(), key, model: model.trim() });
        }}
      >
        <Field label="Address" value={baseUrl} write={setBaseUrl} placeholder="https://…/v1" options={connection.known} />
        <Field label="Model" value={model} write={setModel} placeholder="name as the server knows it" />
        <Field
          label="Key"
          value={key}
          write={setKey}
          secret
          placeholder={connection.server.hasKey ? 'kept from before' : 'empty if none is needed'}
        />
        <button type="submit" className="primary" disabled={!ready}>
          {testing ? 'Testing…' : 'Test and connect'}
        </button>
      </form>
      <AttemptLine attempt={attempt} />
    </section>
  );
}

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly write: (value: string) => void;
  readonly placeholder: string;
  readonly secret?: boolean;
  readonly options?: readonly { readonly label: string; readonly baseUrl: string }[];
}

function Field({ label, value, write, placeholder, secret, options }: FieldProps) {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type={secret ? 'password' : 'text'}
        value={value}
        placeholder={placeholder}
        spellCheck={false}
        autoComplete="off"
        {...(options ? { list: `${id}-options` } : {})}
        onChange={(event) => write(event.target.value)}
      />
      {options && (
        <datalist id={`${id}-options`}>
          {options.map((option) => (
            <option key={option.baseUrl} value={option.baseUrl}>
              {option.label}
            </option>
          ))}
        </datalist>
      )}
    </div>
  );
}

const attemptIcons = { idle: 'info', testing: 'loading', ok: 'pass-filled', failed: 'error' } as const;

function AttemptLine({ attempt }: { attempt: Attempt }) {
  return (
    <p className={`attempt ${attempt?.state ?? ''}`} role="status">
      {attempt?.message && (
        <>
          <Icon name={attemptIcons[attempt.state]} spin={attempt.state === 'testing'} />
          <span>{attempt.message}</span>
        </>
      )}
    </p>
  );
}
