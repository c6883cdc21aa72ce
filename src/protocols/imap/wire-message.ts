/** A message made ready for APPEND: what servers refuse or destroy is mended, and every change is named. */
import { type HeaderBlock, type HeaderField, readHeaderBlock } from '../../message/header.js';
import type { RawMessage } from '../../message/raw-message.js';
import type { Literal } from './append-pipeline.js';
import { LineConverter, type LineFaults, type LineRules, LineSurvey } from './line-ends.js';
import { BODY_SAMPLE, bodyFingerprint, messageKey } from './message-key.js';
import { encodeRawValue, hasRawText } from './raw-header.js';
import type { ServerProfile } from './server-profile.js';

/** A message as it will be sent. */
export interface WireMessage {
  readonly literal: Literal;
  readonly key: string;
  /** What was changed, one short sentence each. */
  readonly notes: readonly string[];
}

/** What decides how a message is mended. */
export interface WireRules {
  readonly profile: Pick<ServerProfile, 'longestLine' | 'keepsRawHeaders' | 'sendsReceipts'>;
  /** The message counts as read: nobody will be asked for a receipt again. */
  readonly seen: boolean;
}

const RECEIPTS = new Set(['disposition-notification-to', 'return-receipt-to', 'x-confirm-reading-to']);

/** Makes a message ready. The bytes in the result are copies; `memory` gives room for them. */
export function wireMessage(
  raw: RawMessage,
  rules: WireRules,
  memory: (length: number) => Buffer = (length) => Buffer.allocUnsafe(length),
): WireMessage {
  const survey = new LineSurvey();
  for (const piece of raw.reread === null ? [raw.start] : raw.reread()) survey.look(piece);
  const faults = survey.result();
  const block = readHeaderBlock(raw.start);
  const { head, notes } = mendHeader(raw.start, block, faults, rules);
  const lines: LineRules = {
    crOnly: faults.crOnly,
    nul: faults.nul,
    longest: isTooLong(faults, rules) ? rules.profile.longestLine : null,
  };
  const clean = !faults.bareLf && !faults.crOnly && !faults.nul && lines.longest === null;
  const changes = clean ? null : lines;
  const literal =
    raw.reread === null
      ? literalOf(head, raw.start.subarray(block.bodyStart), changes, memory)
      : streamedLiteral(head, block.bodyStart, raw.reread, changes);
  return { literal, key: messageKey(head), notes: [...notes, ...lineNotes(faults, lines)] };
}

/** What tells a message from others, had from its beginning alone. */
export interface MessageTraits {
  readonly key: string;
  readonly fingerprint: string;
}

/** The traits that a message will have at the destination. `start` holds its header and the beginning of its body. */
export function messageTraits(start: Uint8Array, rules: WireRules): MessageTraits {
  const survey = new LineSurvey();
  survey.look(start);
  const faults = survey.result();
  const block = readHeaderBlock(start);
  const { head } = mendHeader(start, block, faults, rules);
  // Twice the sample is enough: in the worst case every other byte is a line end that has to grow.
  const body = start.subarray(block.bodyStart, block.bodyStart + 2 * BODY_SAMPLE);
  const longest = isTooLong(faults, rules) ? rules.profile.longestLine : null;
  const sent = new LineConverter({ crOnly: faults.crOnly, nul: faults.nul, longest }).convert(body);
  return { key: messageKey(head), fingerprint: bodyFingerprint(sent.subarray(0, BODY_SAMPLE)) };
}

function isTooLong(faults: LineFaults, { profile }: WireRules): boolean {
  return profile.longestLine !== null && faults.longest > profile.longestLine;
}

function lineNotes(faults: LineFaults, lines: LineRules): string[] {
  return [
    ...(faults.bareLf || faults.crOnly ? ['line ends became CRLF'] : []),
    ...(faults.nul ? ['NUL bytes became blanks'] : []),
    ...(lines.longest === null ? [] : [`lines of more than ${lines.longest} octets were cut`]),
  ];
}

function literalOf(
  head: Buffer,
  body: Uint8Array,
  lines: LineRules | null,
  memory: (length: number) => Buffer,
): Literal {
  const sent = lines === null ? body : convertWhole(body, lines);
  const copy = memory(sent.length);
  copy.set(sent);
  return { length: head.length + copy.length, content: [head, copy] };
}

function convertWhole(body: Uint8Array, lines: LineRules): Buffer {
  const converter = new LineConverter(lines);
  const converted = converter.convert(body);
  const rest = converter.end();
  return rest.length === 0 ? converted : Buffer.concat([converted, rest]);
}

function streamedLiteral(
  head: Buffer,
  bodyStart: number,
  reread: () => Iterable<Uint8Array>,
  lines: LineRules | null,
): Literal {
  let length = head.length;
  for (const piece of bodyPieces(bodyStart, reread, lines)) length += piece.length;
  return {
    length,
    content: function* () {
      yield head;
      yield* bodyPieces(bodyStart, reread, lines);
    },
  };
}

function* bodyPieces(
  bodyStart: number,
  reread: () => Iterable<Uint8Array>,
  lines: LineRules | null,
): Generator<Uint8Array> {
  const converter = lines === null ? null : new LineConverter(lines);
  let skip = bodyStart;
  for (const piece of reread()) {
    const rest = piece.subarray(Math.min(skip, piece.length));
    skip = Math.max(0, skip - piece.length);
    if (rest.length > 0) yield converter === null ? rest : converter.convert(rest);
  }
  const end = converter?.end();
  if (end !== undefined && end.length > 0) yield end;
}

/** The header as it will be sent, with the empty line behind it. */
function mendHeader(
  bytes: Uint8Array,
  block: HeaderBlock,
  faults: LineFaults,
  rules: WireRules,
): { head: Buffer; notes: string[] } {
  if (block.fields.length === 0) {
    const notes = ['a message without header got a subject'];
    return { head: Buffer.from('Subject: (message without header)\r\n\r\n'), notes };
  }
  const notes: string[] = [];
  if (block.start > 0) notes.push('what stood before the header was left out');
  if (block.bodyStart === block.end) notes.push('an empty line was put behind the header');
  const mend = fieldMender(rules, notes);
  const source = bytes.subarray(block.start, block.end);
  const asIs = mend === null && !faults.bareLf && !faults.crOnly && !faults.nul;
  const fields = asIs ? Buffer.from(source) : Buffer.concat(block.fields.map((field) => mendField(bytes, field, mend)));
  const lines = new LineConverter({ crOnly: faults.crOnly, nul: faults.nul, longest: null });
  const header = asIs ? fields : Buffer.concat([lines.convert(fields), lines.end()]);
  const open = header.at(-1) === 10 ? '\r\n' : '\r\n\r\n';
  return { head: Buffer.concat([header, Buffer.from(open)]), notes: [...new Set(notes)] };
}

type FieldMender = (field: HeaderField, bytes: Buffer) => Buffer;

function mendField(bytes: Uint8Array, field: HeaderField, mend: FieldMender | null): Buffer {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset + field.start, field.end - field.start);
  return mend === null ? source : mend(field, source);
}

/** What this destination needs done to single fields; null for nothing. */
function fieldMender({ profile, seen }: WireRules, notes: string[]): FieldMender | null {
  const disarm = profile.sendsReceipts && !seen;
  if (profile.keepsRawHeaders && !disarm && profile.longestLine === null) return null;
  return (field, source) => {
    const nameLength = field.valueStart - field.start;
    let name = source.subarray(0, nameLength);
    let value: Buffer = source.subarray(nameLength);
    if (disarm && RECEIPTS.has(field.name)) {
      name = Buffer.concat([Buffer.from('X-Old-'), name]);
      notes.push('the request for a receipt was disarmed');
    }
    if (!profile.keepsRawHeaders && hasRawText(value)) {
      value = encodeRawValue(field.name, value);
      notes.push('raw 8-bit text in the header was encoded');
    }
    if (profile.longestLine !== null)
      value = foldLong(value, Math.max(profile.longestLine - nameLength, SHORTEST_LINE));
    return Buffer.concat([name, value]);
  };
}

/** However long the name of a field is, this much of its value stands in a line. */
const SHORTEST_LINE = 20;

/** Folds header lines beyond the limit in front of a blank, or by force. */
function foldLong(value: Buffer, limit: number): Buffer {
  const text = value.toString('latin1');
  if (text.length <= limit) return value;
  const folded = text.replace(/[^\r\n]+/g, (line) => {
    const pieces: string[] = [];
    let start = 0;
    // A line that is cut by force goes on behind a blank of ours.
    let indent = '';
    while (indent.length + line.length - start > limit) {
      const room = limit - 2 - indent.length;
      const blank = line.slice(start, start + room + 1).lastIndexOf(' ');
      const cut = blank > 0 ? start + blank : start + room;
      pieces.push(indent + line.slice(start, cut));
      indent = line[cut] === ' ' ? '' : ' ';
      start = cut;
    }
    return [...pieces, indent + line.slice(start)].join('\r\n');
  });
  return Buffer.from(folded, 'latin1');
}
