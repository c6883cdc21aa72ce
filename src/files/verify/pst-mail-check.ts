/**
 * A mail as a PST file has it against its source: header, text, files, recipients, times and flags. The source is taken apart by
 * the code that all reading goes through; what the writer made of the parts is looked for here by content alone.
 */
import { createHash } from 'node:crypto';
import type { ReadAttachment, ReadItem } from '../../exporters/pst/read/items.js';
import { bytesIn, numberIn, type ReadProperties, textIn, timeIn } from '../../exporters/pst/read/values.js';
import type { LedgerLine } from '../../ledger/line.js';
import { readAddresses } from '../../message/address-list.js';
import { decodeText } from '../../message/charset.js';
import { type Entity, type Part, readEntity } from '../../message/entity.js';
import { fieldValue } from '../../message/header.js';
import { subjectOf } from '../../message/subject.js';
import type { Problem, SourceMessage } from './mail-output.js';

const ids = {
  messageClass: 0x001a,
  subject: 0x0037,
  headers: 0x007d,
  deliveryTime: 0x0e06,
  flags: 0x0e07,
  body: 0x1000,
  html: 0x1013,
  lastVerb: 0x1081,
  flagStatus: 0x1090,
  longName: 0x3707,
} as const;
const bits = { read: 1, unsent: 8 } as const;
/** What a subject is cut to. */
const longestSubject = 252;
const deepest = 10;
const mostRecipients = 20_000;

/** Compares a message with its item. */
export function comparePstMail(item: ReadItem, line: LedgerLine, source: SourceMessage): Problem[] {
  const problems: Problem[] = [];
  const content = (what: string): number => problems.push({ aspect: 'content', what });
  const time = timeIn(item.properties, ids.deliveryTime);
  if (line.receivedAt !== null && time !== Date.parse(line.receivedAt) / 1000)
    problems.push({ aspect: 'date', what: `its copy was received at ${time ?? 'no time'} (unix seconds)` });
  const flags = flagsIn(item.properties);
  const expected = ['\\Seen', '\\Draft', '\\Flagged', '\\Answered'].filter((flag) => line.flags.includes(flag));
  if (flags.join(' ') !== expected.join(' '))
    problems.push({ aspect: 'flags', what: `its copy has ${flags.join(' ') || 'none'}` });
  for (const what of contentProblems(item, readEntity(wholeOf(source)), 0)) content(what);
  return problems;
}

function flagsIn(properties: ReadProperties): string[] {
  const own = numberIn(properties, ids.flags) ?? 0;
  return [
    ...((own & bits.read) !== 0 ? ['\\Seen'] : []),
    ...((own & bits.unsent) !== 0 ? ['\\Draft'] : []),
    ...(numberIn(properties, ids.flagStatus) === 2 ? ['\\Flagged'] : []),
    ...(numberIn(properties, ids.lastVerb) === 102 ? ['\\Answered'] : []),
  ];
}

function* contentProblems(item: ReadItem, entity: Entity, depth: number): Generator<string, undefined> {
  const { properties, recipients, attachments } = item;
  const { source, header } = entity;
  const written = textIn(properties, ids.headers) ?? '';
  if (plain(written) !== plain(decodeText(source.subarray(header.start, header.end), null).text))
    yield 'the header of its copy is another one';
  const subject = textIn(properties, ids.subject)?.slice(2) ?? '';
  if (
    !plain(subjectOf(source)).startsWith(plain(subject)) ||
    subject.length < Math.min(longestSubject, plain(subjectOf(source)).length)
  )
    yield 'the subject of its copy is another one';
  const people = recipientsIn(entity);
  if (recipients.length !== Math.min(people, mostRecipients))
    yield `its copy has ${recipients.length} recipients, not ${people}`;
  if (textIn(properties, ids.messageClass)?.startsWith('IPM.Note.SMIME') === true) {
    yield* secureProblems(attachments, entity);
    return undefined;
  }
  yield* partProblems(item, entity.parts, depth);
  return undefined;
}

/** Of a signed or encrypted message all bytes below its header are in one file. */
function* secureProblems(attachments: readonly ReadAttachment[], { source, header, parts }: Entity) {
  const [only] = attachments;
  const bytes = only?.content instanceof Uint8Array ? only.content : Buffer.alloc(0);
  const body = source.subarray(header.bodyStart);
  const isWhole = bytes.subarray(Math.max(0, bytes.length - body.length)).equals(body);
  const [first] = parts;
  const isContent = first !== undefined && bytes.equals(first.bytes());
  if (attachments.length !== 1 || (!isWhole && !isContent))
    yield 'the signed or encrypted content of its copy is another one';
}

function* partProblems(item: ReadItem, parts: readonly Part[], depth: number): Generator<string, undefined> {
  const left = new Files(item.attachments);
  const body = plain(textIn(item.properties, ids.body) ?? '');
  const html = bytesIn(item.properties, ids.html);
  let isHtmlFound = false;
  for (const [index, part] of parts.entries()) {
    const what = `part ${index + 1} (${part.type})`;
    const inner = part.type === 'message/rfc822' && depth < deepest ? left.takeItem() : null;
    if (inner !== null) {
      for (const problem of contentProblems(inner, readEntity(part.bytes()), depth + 1)) yield `${what}: ${problem}`;
      continue;
    }
    const bytes = part.bytes();
    const found = left.take(bytes);
    if (found !== null) {
      const name = part.fileName ?? '';
      if (name !== '' && !plain(name).startsWith(plain(found).slice(0, 200)))
        yield `${what} is called ${found} in its copy`;
    } else if (!isHtmlFound && html !== null && part.type === 'text/html' && isSameHtml(html, part)) isHtmlFound = true;
    else if (part.type !== 'text/plain' || !body.includes(plain(part.text().text))) yield `${what} is not in its copy`;
  }
  if (left.size > 0) yield `its copy has ${left.size} files that the message does not have`;
  return undefined;
}

function isSameHtml(html: Buffer, part: Part): boolean {
  return html.equals(part.bytes()) || html.equals(Buffer.from(part.utf8().octets, 'latin1'));
}

/** The attachments of an item that no part has been found for. */
class Files {
  readonly #byDigest = new Map<string, string[]>();
  readonly #items: ReadItem[] = [];
  size = 0;

  constructor(attachments: readonly ReadAttachment[]) {
    for (const { properties, content } of attachments) {
      this.size += 1;
      if (content instanceof Uint8Array) {
        const key = digest(content);
        const name = textIn(properties, ids.longName) ?? '';
        const same = this.#byDigest.get(key);
        if (same === undefined) this.#byDigest.set(key, [name]);
        else same.push(name);
      } else if (content !== null) this.#items.push(content);
    }
  }

  /** Takes a file of that content: its name; null when there is none. */
  take(bytes: Uint8Array): string | null {
    const name = this.#byDigest.get(digest(bytes))?.shift() ?? null;
    if (name !== null) this.size -= 1;
    return name;
  }

  /** Takes the next message. */
  takeItem(): ReadItem | null {
    const item = this.#items.shift() ?? null;
    if (item !== null) this.size -= 1;
    return item;
  }
}

function recipientsIn({ source, header }: Entity): number {
  const fields = header.fields.filter(({ name }) => name === 'to' || name === 'cc' || name === 'bcc');
  return fields.reduce(
    (count, field) => count + readAddresses(fieldValue(source, field)).filter(({ address }) => address !== '').length,
    0,
  );
}

/** All bytes of a message that may be larger than the memory it was read into. */
function wholeOf({ content: { bytes, more } }: SourceMessage): Uint8Array {
  if (more === null) return bytes;
  const pieces = [Buffer.from(bytes)];
  for (;;) {
    const piece = Buffer.allocUnsafe(1 << 20);
    const got = more(piece);
    if (got === 0) return Buffer.concat(pieces);
    pieces.push(piece.subarray(0, got));
  }
}

/** A text without what line ends, NULs and blanks at the ends of lines make of it. */
function plain(text: string): string {
  return text.replace(/[\0-\x20\x7f]+/g, ' ').trim();
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64');
}
