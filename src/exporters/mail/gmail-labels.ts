/**
 * The `X-Gmail-Labels` field as Gmail's importers read it: labels between commas, each in double quotes, `Unread` and
 * `Starred` among them. They decode the value as one, so it is either ASCII or all of it encoded words (RFC 2047).
 */

/** Bytes of text in one encoded word: with the field's name before it, the line stays within 76 characters. */
const WORD_BYTES = 36;

/** Longer ASCII values are cut into encoded words too: no line may have more than 998 characters (RFC 5322). */
const MAX_LINE = 900;

/** Bytes in which our field ends: a name has at most a few hundred. */
const TOP = 64 * 1024;

/** The field with its line end. Levels of `label` are joined with `/`; quotes in names become apostrophes. */
export function gmailLabelsField(label: readonly string[], state: { unread: boolean; starred: boolean }): string {
  const names = [label.map((level) => level.replace(/\//g, '_')).join('/')];
  if (state.unread) names.push('Unread');
  if (state.starred) names.push('Starred');
  const value = names.map((name) => `"${name.replace(/\p{Cc}/gu, '_').replace(/"/g, "'")}"`).join(',');
  const plain = /^[\x20-\x7e]*$/.test(value) && value.length <= MAX_LINE;
  return `X-Gmail-Labels: ${plain ? value : encodedWords(value)}\n`;
}

/**
 * The beginning of a message in an mbox of ours, with the label that its folder has now. Gives the bytes as they are where
 * our field does not stand below the `From ` line.
 */
export function relabeled(beginning: Uint8Array, label: readonly string[], flags: readonly string[]): Uint8Array {
  const top = Buffer.from(beginning.buffer, beginning.byteOffset, Math.min(beginning.length, TOP)).toString('latin1');
  const found = /^From [^\n]*\n(X-Gmail-Labels:[^\n]*\n(?:[ \t][^\n]*\n)*)/.exec(top);
  const [whole = '', field = ''] = found ?? [];
  if (field === '') return beginning;
  const has = (flag: string): boolean => flags.some((name) => name.toLowerCase() === flag);
  const now = gmailLabelsField(label, { unread: !has('\\seen'), starred: has('\\flagged') });
  return Buffer.concat([
    beginning.subarray(0, whole.length - field.length),
    Buffer.from(now, 'latin1'),
    beginning.subarray(whole.length),
  ]);
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
