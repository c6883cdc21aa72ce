/** What the mbox writer must know of a message's header block: what to leave out, what is missing, who sent it. */
import { type HeaderField, readHeaderBlock } from '../../message/header.js';
import { octetsOf } from '../../core/octets.js';

/** All numbers are offsets into the message. */
export interface Head {
  /** Where the message begins: behind a byte order mark and stray `From ` lines. */
  readonly start: number;
  /** There was a `From ` line above the header. */
  readonly envelopeLine: boolean;
  /** How many fields there are. */
  readonly fields: number;
  /** Where the text begins; behind the empty line where there is one. */
  readonly text: number;
  /** Text follows, and no empty line stands before it. */
  readonly unseparated: boolean;
  /** Fields that state what we state ourselves. */
  readonly cuts: readonly HeaderField[];
  /** The first one; null without one. */
  readonly returnPath: HeaderField | null;
  /** Those that Gmail's importers look for, in order. */
  readonly froms: readonly HeaderField[];
  readonly dates: readonly HeaderField[];
  readonly messageIds: readonly HeaderField[];
  /** Fields with blanks before their colon, the syntax of old (RFC 5322 section 4.5), but for `cuts`. */
  readonly obsolete: readonly HeaderField[];
  /** Names of fields, lower case, that only stand behind a line of junk. */
  readonly behindJunk: ReadonlySet<string>;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Fields that we must not pass on: readers trust them (Dovecot, mutt, Thunderbird, Gmail's importers), and a length is
 * wrong after conversion.
 */
const OURS: ReadonlySet<string> = new Set([
  ...['status', 'x-status', 'x-keywords', 'x-uid', 'x-imap', 'x-imapbase', 'content-length', 'lines'],
  ...['x-mozilla-status', 'x-mozilla-status2', 'x-mozilla-keys', 'x-gmail-labels'],
]);

const NO_NAMES: ReadonlySet<string> = new Set();

/** Reads the header block at the beginning of `bytes`. */
export function readHead(bytes: Uint8Array): Head {
  const block = readHeaderBlock(bytes);
  const cuts: HeaderField[] = [];
  const froms: HeaderField[] = [];
  const dates: HeaderField[] = [];
  const messageIds: HeaderField[] = [];
  const obsolete: HeaderField[] = [];
  let returnPath: HeaderField | null = null;
  for (const field of block.fields) {
    const { name, start, valueStart } = field;
    if (OURS.has(name)) {
      cuts.push(field);
      continue;
    }
    if (valueStart > start + name.length + 1) obsolete.push(field);
    if (name === 'from') froms.push(field);
    else if (name === 'date') dates.push(field);
    else if (name === 'message-id') messageIds.push(field);
    else if (name === 'return-path') returnPath ??= field;
  }
  const { start, envelopeLine, fields, bodyStart } = block;
  const found = { cuts, returnPath, froms, dates, messageIds, obsolete, behindJunk: NO_NAMES };
  const head: Mutable<Head> = {
    ...{ start, envelopeLine, fields: fields.length, text: bodyStart, unseparated: false },
    ...found,
  };
  if (block.fields.length === 0 && block.envelopeLine) keepFirstLine(head, bytes);
  if (head.text === block.end && head.text < bytes.length) endWithoutEmptyLine(head, bytes);
  return head;
}

/** A line that begins `From ` without any field behind it is the text of a message without a header. */
function keepFirstLine(head: Mutable<Head>, bytes: Uint8Array): void {
  head.start = bytes[0] === 0xef ? 3 : 0;
  head.text = head.start;
  head.unseparated = true;
  head.envelopeLine = false;
}

const LOOK_AHEAD = 16_384;

/** Fields by which a header block that a line of junk has broken can be told from text. */
const RESUMED =
  /^(?:from|to|cc|date|subject|received|return-path|reply-to|sender|references|in-reply-to|message-id|mime-version|content-[a-z-]+|x-[a-z0-9-]+|dkim-signature)[ \t]*:/im;

/** The block ended at a line that is no field: text whose empty line was lost, or junk with more fields behind it. */
function endWithoutEmptyLine(head: Mutable<Head>, bytes: Uint8Array): void {
  const rest = octetsOf(bytes, head.text, Math.min(bytes.length, head.text + LOOK_AHEAD));
  const emptyLine = /\n\r?\n/.exec(rest);
  const lines = emptyLine === null ? rest : rest.slice(0, emptyLine.index);
  if (!RESUMED.test(lines)) {
    head.unseparated = true;
    return;
  }
  // Readers differ on such a header, so its bytes stay as they are; what it says is still not said a second time.
  const names = [...lines.matchAll(/^(from|date|message-id)[ \t]*:/gim)].map(([, name = '']) => name.toLowerCase());
  head.behindJunk = new Set(names);
}
