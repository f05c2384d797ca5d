// When the kept list of files is made anew.
import assert from 'node:assert/strict';
import { keepListing } from '../../../src/node/files/keptListing.ts';
import { MemoryWorkspace } from '../../fakes/memoryWorkspace.ts';

const { signal } = new AbortController();

function rig() {
  const reader = new MemoryWorkspace({ 'a.ts': '', 'b.ts': '', 'c.ts': '' });
  const state = { made: 0, now: 0, reader };
  const counted = {
    read: reader.read.bind(reader),
    searchText: reader.searchText.bind(reader),
    judgePath: reader.judgePath.bind(reader),
    list: (limit: number) => {
      state.made++;
      return reader.list(limit);
    },
  };
  return { state, listing: keepListing(counted, () => state.now) };
}

describe('the kept list of files', () => {
  it('is made once for many requests, whatever their limits', async () => {
    const { state, listing } = rig();
    assert.deepEqual(await listing.reader.list(2, signal), ['a.ts', 'b.ts']);
    assert.deepEqual(await listing.reader.list(50, signal), ['a.ts', 'b.ts', 'c.ts']);
    assert.equal(state.made, 1);
  });

  it('is made anew after a file came or went, and after a while in any case', async () => {
    const { state, listing } = rig();
    await listing.reader.list(9, signal);
    listing.forget();
    await listing.reader.list(9, signal);
    assert.equal(state.made, 2);
    state.now += 120_000;
    await listing.reader.list(9, signal);
    assert.equal(state.made, 3);
  });

  it('does not keep a list that was being made when a file came', async () => {
    const { state, listing } = rig();
    const early = listing.reader.list(9, signal);
    listing.forget();
    await early;
    await listing.reader.list(9, signal);
    assert.equal(state.made, 2);
  });

  it('lets one request leave without taking the list from the others, and keeps no failure', async () => {
    const { listing } = rig();
    const stop = new AbortController();
    const leaving = listing.reader.list(9, stop.signal);
    const staying = listing.reader.list(9, signal);
    stop.abort();
    await assert.rejects(leaving);
    assert.equal((await staying).length, 3);
    let fails = true;
    const shaky = keepListing({
      ...listing.reader,
      list: async () => {
        if (fails) throw new Error('no program');
        return ['a.ts'];
      },
    });
    await assert.rejects(shaky.reader.list(9, signal), /no program/);
    fails = false;
    assert.deepEqual(await shaky.reader.list(9, signal), ['a.ts']);
  });
});
