/**
 * The `X-Gmail-Labels` field as Gmail's importers read it: labels between commas, each in double quotes, `Unread` and
 * `Starred` among them. They decode the value as one, so it is either ASCII or all of it encoded words (RFC 2047).
 */

/** Bytes of text in one encoded word: with the field's name before it, the line stays within 76 characters. */
const WORD_BYTES = 36;

/** Longer ASCII values are cut into encoded words too: no line may have more than 998 characters (RFC 5322). */
const MAX_LINE = 900;

/** The field with its line end. Levels of `label` are joined with `/`; quotes in names become apostrophes. */
export function gmailLabelsField(label: readonly string[], state: { unread: boolean; starred: boolean }): string {
  const names = [label.map((level) => level.replace(/\//g, '_')).join('/')];
  if (state.unread) names.push('Unread');
  if (state.starred) names.push('Starred');
  const value = names.map((name) => `"${name.replace(/\p{Cc}/gu, '_').replace(/"/g, "'")}"`).join(',');
  const plain = /^[\x20-\x7e]*$/.test(value) && value.length <= MAX_LINE;
  return `X-Gmail-Labels: ${plain ? value : encodedWords(value)}\n`;
}

/** Encoded words, one a line, each holding whole characters. */
function encodedWords(value: string): string {
  const words: string[] = [];
  let word = '';
  for (const char of value) {
    if (Buffer.byteLength(word + char) > WORD_BYTES) {
      words.push(word);
      word = '';
    }
    word += char;
  }
  words.push(word);
  return words.map((text) => `=?UTF-8?B?${Buffer.from(text).toString('base64')}?=`).join('\n ');
}
