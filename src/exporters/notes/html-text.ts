/** The text of an HTML document, as somebody would copy it: for notes that exist in no other form. */
export function htmlText(html: string): string {
  const text = html
    .replace(/<!--[\s\S]*?(?:-->|$)/g, '')
    .replace(/<(script|style|head|title)\b[\s\S]*?(?:<\/\1\s*>|$)/gi, '')
    .replace(/\s+/g, ' ');
  return tags
    .reduce((rest, [tag, instead]) => replaceTags(rest, tag, instead), text)
    .replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,8});/gi, (entity, name: string) => entityText(name) ?? entity)
    .split('\n')
    .map((line) => line.trim())
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** What stands in a text for a tag, and the blanks around it. */
const tags: readonly (readonly [tag: RegExp, instead: string])[] = [
  [/ ?<br\b[^>]*> ?/gi, '\n'],
  [/ ?<li\b[^>]*> ?/gi, '\n- '],
  [/ ?<\/(?:p|div|h[1-6]|tr|ul|ol|table|blockquote|pre)\s*> ?/gi, '\n'],
  [/<\/t[dh]\s*>/gi, '\t'],
  [/<\/?[a-z!][^>]*>/gi, ''],
];

/** Behind the last `>` no tag ends: to look for the end of each `<` there would take time that grows as a square. */
function replaceTags(html: string, tag: RegExp, instead: string): string {
  const last = html.lastIndexOf('>') + 1;
  const end = html[last] === ' ' ? last + 1 : last;
  return html.slice(0, end).replace(tag, instead) + html.slice(end);
}

const entities: Readonly<Record<string, string>> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', shy: '', ndash: '–', mdash: '—', hellip: '…' },
  ...{ lsquo: '‘', rsquo: '’', ldquo: '“', rdquo: '”', bdquo: '„', laquo: '«', raquo: '»', bull: '•', middot: '·' },
  ...{ copy: '©', reg: '®', trade: '™', euro: '€', pound: '£', sect: '§', deg: '°', times: '×', plusmn: '±' },
  ...{ auml: 'ä', ouml: 'ö', uuml: 'ü', Auml: 'Ä', Ouml: 'Ö', Uuml: 'Ü', szlig: 'ß', aacute: 'á', eacute: 'é' },
  ...{ iacute: 'í', oacute: 'ó', uacute: 'ú', yacute: 'ý', Aacute: 'Á', Eacute: 'É', agrave: 'à', egrave: 'è' },
  ...{ ecirc: 'ê', ccedil: 'ç', ntilde: 'ñ', scaron: 'š', Scaron: 'Š', aring: 'å', oslash: 'ø', aelig: 'æ' },
};

function entityText(name: string): string | undefined {
  if (!name.startsWith('#')) return entities[name];
  const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10);
  return code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : undefined;
}
