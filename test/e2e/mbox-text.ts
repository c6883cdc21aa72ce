/**
 * What a message of the store has to look like in an mbox, said a second time and in another way than the writer does: on
 * text of one character a byte. A line ends in LF and nothing else: `.`, `^` and `$` of JavaScript see a line end in CR too.
 */

/** Fields that the writer states itself, and therefore takes out of the message. */
const ours =
  'status|x-status|x-keywords|x-uid|x-imap|x-imapbase|content-length|lines|x-mozilla-status2?|x-mozilla-keys|x-gmail-labels';
/** What it puts on top, and may put on top where the message has none. */
const added = new RegExp(`^(?:${ours}|date|from|message-id):[^\\n]*\\n(?:[ \\t][^\\n]*\\n)*`, 'i');

/** Takes the quoting of mboxrd off. */
export function unquote(bytes: Buffer): string {
  return `\n${bytes.toString('latin1')}`.replaceAll(/\n>(>*From )/g, '\n$1').slice(1);
}

/** The message as an mbox holds it behind the writer's own fields, before quoting. */
export function messageText(source: Buffer): string {
  const bytes = source.toString('latin1').replace(/^\xef\xbb\xbf/, '');
  const lines = bytes.includes('\n') ? bytes.replaceAll('\r\n', '\n') : bytes.replaceAll('\r', '\n');
  // `From : …` is a field in the syntax of old.
  const text = lines.replace(/^(?:From (?! *:)[^\n]*\n)+/, '');
  const headerEnd = /^\n|\n\n/.exec(text)?.index ?? text.length;
  const header = `${text.slice(0, headerEnd)}\n`.replaceAll(
    new RegExp(`(?<=^|\\n)(?:${ours}):[^\\n]*\\n(?:[ \\t][^\\n]*\\n)*`, 'gi'),
    '',
  );
  const message = header.slice(0, -1) + text.slice(headerEnd);
  return message.endsWith('\n') ? message : `${message}\n`;
}

/**
 * Whether an mbox's message is the writer's own fields and then the source, nothing else. `notes` are the ledger's: where
 * they say that the source had no header, or no empty line below it, one line end more is right; where they say that names
 * of fields were changed, names may differ so.
 */
export function isExact(message: string, source: Buffer, notes: readonly string[]): boolean {
  const mended = notes.some((note) => note.includes('X-Kerio-') || note.startsWith('blanks before the colon'));
  const plain = mended ? plainNames : (text: string): string => text;
  const expected = plain(messageText(source));
  const separated = !notes.some((note) => note === 'there was no header' || note.startsWith('the empty line below'));
  for (let rest = message; ; ) {
    if (plain(rest) === expected || (!separated && hasOneMoreLineEnd(plain(rest), expected))) return true;
    const field = added.exec(rest)?.[0];
    if (field === undefined) return false;
    rest = rest.slice(field.length);
  }
}

/** The header's names of fields without what was done to them for Gmail. */
function plainNames(message: string): string {
  const headerEnd = /^\n|\n\n/.exec(message)?.index ?? message.length;
  const header = message
    .slice(0, headerEnd)
    .replace(/(?<=^|\n)X-Kerio-(?=(?:Date|From|Message-ID):)/g, '')
    .replace(/(?<=^|\n)([\x21-\x39\x3b-\x7e]+)[ \t]*:/g, (_, name: string) => `${name.toLowerCase()}:`);
  return header + message.slice(headerEnd);
}

function hasOneMoreLineEnd(text: string, expected: string): boolean {
  if (text.length !== expected.length + 1) return false;
  let at = 0;
  while (text[at] === expected[at]) at += 1;
  return text[at] === '\n' && text.slice(at + 1) === expected.slice(at);
}
