// Days of work in the real editor: 200 random actions each, and after every one buffer, disk, undo and git index agree.
import { Day } from './workDay.ts';

/** More are asked for by `npm run test:long`. */
const seeds = Number(process.env.UNDERSTUDY_DAYS ?? 20);
const firstSeed = Number(process.env.UNDERSTUDY_FIRST_DAY ?? 1);
const actionsPerDay = 200;
/** Most of a day is waiting for the editor; on a busy machine that is long. */
const longestDayMs = 180_000;

describe('a day of work in the editor', () => {
  for (let seed = firstSeed; seed < firstSeed + seeds; seed++) {
    it(`keeps buffer, disk, undo and index as they should be, day ${seed}`, async function () {
      this.timeout(longestDayMs);
      const day = new Day(seed);
      await day.begin();
      try {
        for (let action = 0; action < actionsPerDay && !this.test?.timedOut; action++) await day.act();
      } catch (thrown) {
        throw new Error(`Day ${seed} after ${day.log.join(', ')}`, { cause: thrown });
      } finally {
        await day.end();
      }
    });
  }
});
