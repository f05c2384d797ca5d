// Entry of the token process: counts texts.
import { loadEncoder } from '../node/tokens/encoder.ts';
import { tokenTexts } from '../node/tokens/wire.ts';
import { answerParent } from './answerParent.ts';

const encoder = loadEncoder();
// Told with the answer to each question.
encoder.catch(() => undefined);

answerParent({
  async answer(asked) {
    const count = await encoder;
    return tokenTexts.parse(asked).map(count);
  },
});
