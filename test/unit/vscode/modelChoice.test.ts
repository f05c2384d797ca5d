import assert from 'node:assert/strict';
import { choiceIn, type ModelChoice, type ModelSettings, stepsTo } from '../../../src/vscode/connect/modelChoice.ts';

const none: ModelSettings = { 'model.source': 'server', 'model.baseUrl': '', 'model.name': '' };
const choices: readonly ModelChoice[] = [
  { source: 'server', baseUrl: 'http://one/v1', name: 'a' },
  { source: 'server', baseUrl: 'http://one/v1', name: 'b' },
  { source: 'server', baseUrl: 'http://two/v1', name: 'a' },
  { source: 'server', baseUrl: 'http://two/v1', name: 'c' },
  { source: 'editor', name: 'a' },
  { source: 'editor', name: 'd' },
];
/** Every state that the settings go through. */
function statesTo(choice: ModelChoice, from: ModelSettings): readonly ModelSettings[] {
  const states = [from];
  for (const [name, value] of stepsTo(choice, from)) states.push({ ...states.at(-1)!, [name]: value });
  return states;
}

describe('the model in use', () => {
  it('is the old one, none or the new one at every moment of a change, never a mix', () => {
    for (const first of choices)
      for (const second of choices) {
        const before = statesTo(first, none).at(-1)!;
        const seen = statesTo(second, before).map(choiceIn);
        assert.deepEqual(seen.at(-1), second);
        for (const choice of seen) assert.ok([first, second].some((each) => !choice || JSON.stringify(each) === JSON.stringify(choice)));
      }
  });

  it('is written only where it changes', () => {
    const [first, second] = choices as [ModelChoice, ModelChoice];
    const before = statesTo(first, none).at(-1)!;
    assert.deepEqual(stepsTo(first, before), []);
    assert.deepEqual(stepsTo(second, before), [['model.name', 'b']]);
  });
});
