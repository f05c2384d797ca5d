// Requests that wait behind the one that runs: each can go first or be dropped.
import type { QueueView } from '../../../src/protocol/view.ts';
import { useActions } from '../actions.ts';
import { Icon } from './Icon.tsx';

export function Queue({ queue, running }: { queue: QueueView; running: boolean }) {
  const { send } = useActions();
  if (queue.requests.length === 0) return null;
  return (
    <section className="queue" aria-label="Waiting requests">
      <p className="quiet">{queue.held ? 'Held, because the request before was stopped or failed' : 'Next, when this one has ended'}</p>
      <ul>
        {queue.requests.map(({ id, text }) => (
          <li key={id}>
            <span className="text" title={text}>
              {text}
            </span>
            <button
              type="button"
              className="text-button strong"
              title={running ? 'Stop the one that runs and send this' : 'Send this now'}
              onClick={() => send({ type: 'queue/sendNow', id })}
            >
              Send now
            </button>
            <button
              type="button"
              className="icon-button small"
              aria-label={`Drop: ${text}`}
              title="Drop"
              onClick={() => send({ type: 'queue/drop', id })}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
