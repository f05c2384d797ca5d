// Taking identifiers apart.
import assert from 'node:assert/strict';
import { identifierParts, stem, Tokenizer, telling } from '../../../src/core/codeIndex/tokens.ts';

describe('tokens', () => {
  it('splits camel case, acronyms, snake case and digits', () => {
    assert.deepEqual(identifierParts('parseHTTPServer2'), ['parse', 'http', 'server', '2']);
    assert.deepEqual(identifierParts('MAX_retry_count'), ['max', 'retry', 'count']);
    assert.deepEqual(identifierParts('$el'), ['el']);
  });

  it('keeps the whole identifier beside its parts', () => {
    assert.deepEqual(new Tokenizer().tokens('createIndex(userName)'), ['creat', 'index', 'createindex', 'user', 'name', 'username']);
  });

  for (const family of [
    ['parser', 'parsers', 'parsing', 'parsed', 'parse'],
    ['connect', 'connects', 'connecting', 'connected', 'connector'],
    ['stop', 'stopped', 'stopping', 'stops'],
    ['cookie', 'cookies'],
    ['query', 'queries'],
    ['cache', 'caches', 'cached', 'caching'],
    ['validate', 'validates', 'validation', 'validated', 'validator'],
  ]) {
    it(`gives one stem to ${family.join(', ')}`, () => {
      assert.deepEqual([...new Set(family.map(stem))].length, 1, family.map(stem).join(' '));
    });
  }

  it('leaves words alone that only look like an ending', () => {
    assert.deepEqual(['class', 'status', 'this', 'string', 'bus', 'feed'].map(stem), ['class', 'status', 'this', 'string', 'bus', 'feed']);
  });

  it('forgets what it remembers when too many words came by', () => {
    const small = new Tokenizer(2);
    assert.deepEqual(small.tokens('alpha beta gamma delta alpha'), ['alpha', 'beta', 'gamma', 'delta', 'alpha']);
  });

  it('takes the telling words of a request, as written, once', () => {
    assert.deepEqual(telling('Why does the HttpClient not retry? The HttpClient should.'), ['HttpClient', 'retry']);
  });
});
