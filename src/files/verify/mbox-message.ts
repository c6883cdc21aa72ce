/** A message of the source against its copy in an mbox, field by field and then its text. Written apart from the writer. */
import type { HeaderField } from '../../message/header.js';
import { octetsOf } from '../../core/octets.js';
import { ByteStream } from './byte-stream.js';
import type { Problem, SourceMessage } from './mail-output.js';
import { EXPORT_FIELDS } from './mbox-fields.js';
import { TextMatch } from './mboxrd.js';

const LF = 10;
const CR = 13;

/** How the message was to be written. */
export interface MessageExpectations {
  /** For Gmail: with what its importers need. */
  readonly google: boolean;
  /** Milliseconds; null when the ledger does not say. */
  readonly received: number | null;
}

/** Where the copy differs, as a position of the source (null: nowhere), and what it lacks that Gmail needs. */
export interface MessageMatch {
  readonly at: number | null;
  readonly problems: readonly Problem[];
}

/** Fields that Gmail needs, and what a value must have for every program to read it. */
const NEEDED: readonly (readonly [name: string, readable: RegExp])[] = [
  ['Date', /^\s*(?:\w+,?\s+)?\d{1,2}\s+[a-z]{3}\s+\d{4}\s+\d{1,2}:\d\d(?::\d\d)?\s+(?:[+-]\d{4}|[a-z]+)/i],
  ['From', /@/],
  ['Message-ID', /\S/],
];

/** How much longer the header of the copy may be, but for what each field may have gained. */
const ON_TOP = 1024;
const GAIN = 16;

/** Matches all of a message with its copy. `output` stands behind the fields that every copy has on top. */
export function matchMessage(message: SourceMessage, output: ByteStream, expected: MessageExpectations): MessageMatch {
  const { content, memory, header } = message;
  const source = new ByteStream(memory, content.bytes.length, content.more);
  const match = new TextMatch(source, output, !content.bytes.includes(LF) && content.bytes.includes(CR));
  // A `From ` line is left out above a header; what begins so and has no header below it is text.
  source.at = header.fields.length === 0 && header.envelopeLine ? (content.bytes[0] === 0xef ? 3 : 0) : header.start;
  const values = expected.google ? addedFields(message, output) : new Map<string, string>();
  const problems = datedOtherwise(values.get('Date'), expected.received);
  for (const field of header.fields) {
    const isOurs = EXPORT_FIELDS.has(field.name);
    if (!isOurs && !expected.google) continue;
    if (!match.goTo(field.start)) return { at: source.position, problems };
    if (isOurs) source.at = field.end - source.base;
    else if (!takeName(field, { source, output, match })) {
      const [name = field.name] = NEEDED.find(([needed]) => needed.toLowerCase() === field.name) ?? [];
      if (!values.has(name)) values.set(name, octetsOf(content.bytes, field.valueStart, field.end));
    }
  }
  if (!match.goTo(header.fields.length === 0 ? source.position : header.end)) return { at: source.position, problems };
  // Programs differ on a header that ends without an empty line: what stands behind its end counts for some.
  if (expected.google && header.bodyStart > header.end) problems.push(...unreadable(values));
  skipAddedLine(source, output);
  match.beginLine();
  return { at: match.goTo(Infinity) && match.isEnded() ? null : source.position, problems };
}

/** Takes the fields that were put on top for Gmail: only where the source has none, or its own has another name in the copy. */
function addedFields({ header }: SourceMessage, output: ByteStream): Map<string, string> {
  const size = ON_TOP + header.end + GAIN * header.fields.length;
  const text = octetsOf(output.bytes, output.at, Math.min(output.end, output.at + size));
  const count = (name: string): number => header.fields.filter((field) => field.name === name.toLowerCase()).length;
  const added = new Map<string, string>();
  let at = 0;
  for (const [name] of NEEDED) {
    const own = count(name);
    const renamed = own === 0 ? 0 : renamedFields(text, name) - count(`X-Kerio-${name}`);
    if (own > renamed || !text.startsWith(`${name}: `, at)) continue;
    const end = text.indexOf('\n', at) + 1;
    added.set(name, text.slice(at + name.length + 2, end - 1));
    at = end;
  }
  output.at += at;
  return added;
}

function renamedFields(text: string, name: string): number {
  const renamed = `X-Kerio-${name}:`;
  if (!text.includes(renamed)) return 0;
  return (
    text
      .split(/\n\n/, 1)[0]
      ?.split('\n')
      .filter((line) => line.toLowerCase().startsWith(renamed.toLowerCase())).length ?? 0
  );
}

interface Sides {
  readonly source: ByteStream;
  readonly output: ByteStream;
  readonly match: TextMatch;
}

/**
 * Goes to a field's value where the copy writes its name in another way: under another name, of which it then tells, or without
 * the blanks before the colon. Everything else is left to be compared byte for byte.
 */
function takeName({ name, start, valueStart }: HeaderField, { source, output, match }: Sides): boolean {
  source.ensure(valueStart - start);
  output.ensure(valueStart - start + GAIN);
  const spelled = octetsOf(source.bytes, start - source.base, start - source.base + name.length);
  const [needed] = NEEDED.find(([other]) => other.toLowerCase() === name) ?? [];
  const isAt = (text: string): boolean => octetsOf(output.bytes, output.at, output.at + text.length) === text;
  const renamed = needed !== undefined && isAt(`X-Kerio-${needed}:`);
  const named = renamed ? `X-Kerio-${needed}:` : `${spelled}:`;
  if (!renamed && (valueStart - start === named.length || !isAt(named))) return false;
  source.at = valueStart - source.base;
  output.at += named.length;
  match.continueLine();
  return renamed;
}

function datedOtherwise(added: string | undefined, received: number | null): Problem[] {
  if (added === undefined || Date.parse(added) === received) return [];
  return [{ aspect: 'date', what: `the Date that was put in says ${added}, which is not when it was received` }];
}

/** What Gmail needs and does not find. */
function unreadable(values: ReadonlyMap<string, string>): Problem[] {
  return NEEDED.filter(([name, readable]) => !readable.test(values.get(name) ?? '')).map(([name]) => ({
    aspect: 'header',
    what: `its copy has no ${name} that every program reads`,
  }));
}

/** Where the empty line below the header was missing, one was put in. */
function skipAddedLine(source: ByteStream, output: ByteStream): void {
  source.ensure(1);
  output.ensure(1);
  const begins = source.bytes[source.at];
  if (source.at < source.end && output.bytes[output.at] === LF && begins !== LF && begins !== CR) output.at += 1;
}
