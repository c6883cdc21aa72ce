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
  /** Fields that state what we state ourselves: where each begins and ends, pair after pair. */
  readonly cuts: readonly number[];
  /** The first field of each name; null without one. */
  readonly returnPath: HeaderField | null;
  readonly from: HeaderField | null;
  readonly date: HeaderField | null;
  readonly hasMessageId: boolean;
  /** How many `From:` fields a reader of the mbox will find; Gmail takes one. */
  readonly froms: number;
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

/** Reads the header block at the beginning of `bytes`. */
export function readHead(bytes: Uint8Array): Head {
  const block = readHeaderBlock(bytes);
  const cuts: number[] = [];
  const head: Mutable<Head> = {
    start: block.start,
    envelopeLine: block.envelopeLine,
    fields: block.fields.length,
    text: block.bodyStart,
    unseparated: false,
    cuts,
    returnPath: null,
    from: null,
    date: null,
    hasMessageId: false,
    froms: 0,
  };
  for (const field of block.fields) {
    const { name, start, valueStart, end } = field;
    if (OURS.has(name)) cuts.push(start, end);
    else if (name === 'from') {
      head.from ??= field;
      // `From :`, the syntax of old, must be quoted in an mbox, and is no field any more to those who leave the quoting.
      if (valueStart === start + 'from:'.length) head.froms += 1;
    } else if (name === 'date') head.date ??= field;
    else if (name === 'return-path') head.returnPath ??= field;
    else if (name === 'message-id') head.hasMessageId = true;
  }
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
  if (head.froms === 0 && /^from[ \t]*:/im.test(lines)) head.froms = 1;
  head.date ??= fieldOf(/^date[ \t]*:(.*)/im.exec(lines), head.text);
  head.hasMessageId ||= /^message-id[ \t]*:/im.test(lines);
}

function fieldOf(found: RegExpExecArray | null, base: number): HeaderField | null {
  if (found === null) return null;
  const [line, value = ''] = found;
  const end = base + found.index + line.length;
  return { name: 'date', start: base + found.index, valueStart: end - value.length, end };
}
