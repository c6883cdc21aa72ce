import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hrefTo, html, raw, shorten } from '../../../src/report/html/markup.js';

describe('html', () => {
  test('takes text as text, in cells and in attributes', () => {
    const name = `<script>alert("1")</script> & 'x'`;
    expect(html`<td title="${name}">${name}</td>`.markup).toBe(
      '<td title="&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;x&#39;</td>',
    );
  });

  test('keeps markup of its own, lists and numbers, and leaves null away', () => {
    expect(html`<p>${[html`<b>${'<'}</b>`, ' ', 3, null]}${raw('<i>')}</p>`.markup).toBe('<p><b>&lt;</b> 3<i></p>');
  });

  test('shows what turns a line around, controls and halves of characters as U+FFFD', () => {
    expect(html`${'a\u202egnp.exe\u0000\u001b[2J\ud800b\nc'}`.markup).toBe('a\ufffdgnp.exe\ufffd\ufffd[2J\ufffdb c');
  });

  test('lets no text out of its place', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const { markup } = html`${text}`;
        expect(markup).not.toMatch(/[<>"']|&(?!(?:amp|lt|gt|quot|#39);)/);
        const back = markup.replace(
          /&(\w+|#39);/g,
          (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"' })[name] ?? "'",
        );
        expect(back.length).toBe(text.length);
      }),
    );
  });
});

describe('hrefTo', () => {
  test('encodes every segment, so that no name is a scheme, a query or a path', () => {
    expect(hrefTo('ledger/a b#?%@x.jsonl')).toBe('ledger/a%20b%23%3F%25%40x.jsonl');
    expect(hrefTo('javascript:alert(1)')).toBe('javascript%3Aalert(1)');
    expect(hrefTo('\ud800')).toBe('%EF%BF%BD');
  });
});

test('shorten cuts between characters', () => {
  expect(shorten('abc', 3)).toBe('abc');
  expect(shorten('abcd', 3)).toBe('ab…');
  expect(shorten('a😀bcd', 3)).toBe('a…');
});
