// Entry of the token process: answers count requests over the parent's channel and ends with it.
import { messageOf } from '../base/errors.ts';
import { loadEncoder } from '../node/tokens/encoder.ts';
import { type CountReply, countRequest } from '../node/tokens/wire.ts';

const encoder = loadEncoder();

process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  const { id, texts } = countRequest.parse(message);
  encoder.then(
    (count) => reply({ id, counts: texts.map(count) }),
    (thrown: unknown) => reply({ id, failure: messageOf(thrown) }),
  );
});

function reply(answer: CountReply): void {
  process.send?.(answer, undefined, undefined, (fault) => {
    if (fault) process.exit(0);
  });
}
