import assert from 'node:assert/strict';
import { type Arrival, createChannel, parseArrival } from '../../../src/protocol/channel.ts';
import { type ChatToHost, chatToHost, type HostToChat, hostToChat, protocolVersion } from '../../../src/protocol/messages.ts';

/** Two ends joined as the editor joins them: what is posted is copied. */
function joinedEnds() {
  const receivers: { page?: (raw: unknown) => void; host?: (raw: unknown) => void } = {};
  const end = (own: 'page' | 'host', other: 'page' | 'host') => ({
    post: (raw: unknown) => receivers[other]?.(structuredClone(raw)),
    listen: (receive: (raw: unknown) => void) => {
      receivers[own] = receive;
      return { dispose: () => delete receivers[own] };
    },
  });
  return {
    host: createChannel<ChatToHost, HostToChat>(end('host', 'page'), chatToHost),
    page: createChannel<HostToChat, ChatToHost>(end('page', 'host'), hostToChat),
  };
}

describe('protocol channel', () => {
  it('carries a message to the other end and parses it there', () => {
    const { host, page } = joinedEnds();
    const arrived: Arrival<ChatToHost>[] = [];
    host.onArrival((arrival) => arrived.push(arrival));
    page.send({ type: 'chat/send', text: 'Explain', mode: 'ask', focus: [] });
    assert.deepEqual(arrived, [{ kind: 'message', message: { type: 'chat/send', text: 'Explain', mode: 'ask', focus: [] } }]);
  });

  it('refuses what is no message, and says why', () => {
    const bad = [
      undefined,
      'text',
      {},
      { understudy: protocolVersion },
      { understudy: protocolVersion, message: { type: 'chat/send', text: '' } },
    ];
    for (const raw of bad) {
      const arrival = parseArrival(raw, chatToHost);
      assert.equal(arrival.kind, 'malformed');
      assert.ok(arrival.kind === 'malformed' && arrival.why.length > 0);
    }
  });

  it('names a page of another version instead of guessing at its messages', () => {
    const arrival = parseArrival({ understudy: protocolVersion + 1, message: { type: 'chat/stop' } }, chatToHost);
    assert.deepEqual(arrival, { kind: 'otherVersion', version: protocolVersion + 1 });
  });

  it('stops listening when disposed', () => {
    const { host, page } = joinedEnds();
    let count = 0;
    host.onArrival(() => count++);
    host.dispose();
    page.send({ type: 'chat/stop' });
    assert.equal(count, 0);
  });
});
