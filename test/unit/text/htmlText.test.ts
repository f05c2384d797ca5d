// A web page as plain words.
import assert from 'node:assert/strict';
import { htmlText, titleOf } from '../../../src/core/text/htmlText.ts';

const page = `<!doctype html><html><head><title>Moving to
 v2 &amp; beyond</title><style>p { color: red }</style></head>
<body><nav><a href="/">Home</a></nav><script>if (a < b) alert('x')</script>
<main><h2>Steps</h2><p>Call <code>open&lt;T&gt;()</code> first,<br>then wait.</p>
<ul><li>one</li><li>two</li></ul>
<pre><code class="js">if (a &lt; b) {
    run();
}</code></pre>
<table><tr><th>Name</th><th>Type</th></tr><tr><td>id</td><td>string</td></tr></table>
<!-- not this --></main><footer>Cookies</footer></body></html>`;

describe('text of a page', () => {
  it('keeps headings, lists, tables and code of the main part, and nothing round it', () => {
    assert.equal(
      htmlText(page),
      [
        '## Steps',
        '',
        'Call `open<T>()` first,',
        'then wait.',
        '',
        '- one',
        '- two',
        '',
        '```',
        'if (a < b) {',
        '    run();',
        '}',
        '```',
        '',
        'Name | Type',
        '',
        'id | string',
      ].join('\n'),
    );
    assert.equal(titleOf(page), 'Moving to v2 & beyond');
  });

  it('reads what is no page as it stands', () => {
    assert.equal(htmlText('1 < 2 and 3 > 2 &copy; &#65;&#x42; &unknown; &amp;lt;'), '1 < 2 and 3 > 2 © AB &unknown; &lt;');
    assert.equal(titleOf('no title'), '');
  });

  for (const [what, html] of [
    ['opened and never closed', '<nav>'.repeat(150_000)],
    ['comments without end', '<!--'.repeat(200_000)],
    ['brackets alone', '<'.repeat(800_000)],
    ['unfinished tags', '<p '.repeat(250_000)],
  ] as const)
    it(`takes no long time over ${what}`, () => {
      const started = performance.now();
      htmlText(html);
      assert.ok(performance.now() - started < 3_000);
    });
});
