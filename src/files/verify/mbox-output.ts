import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerLine } from '../../ledger/line.js';
import { ByteStream } from './byte-stream.js';
import { Extents } from './extents.js';
import { expectedFields, fieldsBlock, labelText, readMboxFields } from './mbox-fields.js';
import type { Claim, MailOutput, Problem, SourceMessage } from './mail-output.js';
import { matchMessage } from './mbox-message.js';

/** How much of a message is read as text to find the envelope line and our fields. */
const TOP = 16_384;

export interface MboxExpectations {
  readonly out: string;
  /** The one file all messages must be in, relative to the output folder. */
  readonly file: string;
  /** Labels that may stand in `X-Gmail-Labels`: those of the folders that share the file. */
  readonly labels: readonly (readonly string[])[];
  /** It was written for Gmail, which needs some fields and refuses others. */
  readonly google: boolean;
  /** All lines of the file, for when its bytes do not lie where they should. */
  readonly lines: () => Iterable<LedgerLine>;
}

/** Reads messages of an mbox (also Thunderbird's) back and compares them with the source. */
export class MboxOutput implements MailOutput {
  readonly #expected: MboxExpectations;
  readonly #labels: ReadonlySet<string>;
  readonly #memory: Buffer;
  readonly #extents = new Map<string, Extents>();
  /** What the fields of a text are worth for a set of flags: the same few come again and again. */
  readonly #known = new Map<string, readonly Problem[]>();
  #open: { readonly file: string; readonly fd: number; readonly size: number } | null = null;
  /** How far messages lie from where the ledger says, once that has been found out. */
  #shift = 0;

  constructor(expected: MboxExpectations, memory: Uint8Array) {
    this.#expected = expected;
    this.#labels = new Set(expected.labels.map(labelText));
    this.#memory = Buffer.from(memory.buffer, memory.byteOffset, memory.length);
  }

  claim({ file, offset, length }: LedgerLine): void {
    if (file === null || offset === null || length === null) return;
    let extents = this.#extents.get(file);
    if (extents === undefined) this.#extents.set(file, (extents = new Extents()));
    extents.add(offset, offset + length);
  }

  claims(): Claim[] {
    return [...this.#extents].map(([file, extents]) => ({
      type: 'bytes',
      file,
      ranges: extents.ranges,
      overlaps: extents.overlaps,
    }));
  }

  compare(line: LedgerLine, source: SourceMessage): Problem[] {
    const file = this.#fileOf(line);
    if ('aspect' in file) return [file];
    const place = line.file === this.#expected.file ? [] : [wrongFile(line, this.#expected.file)];
    const problems = this.#compareAt(line, source, this.#shift);
    if (!isElsewhere(problems)) return [...place, ...problems];
    const shift = file.size - this.#sizeByLedger(line.file ?? '');
    // The source's memory still holds the message's beginning only while the message is no larger than that.
    if (shift === this.#shift || source.content.more !== null) return [...place, ...problems];
    const shifted = this.#compareAt(line, source, shift);
    if (isElsewhere(shifted)) return [...place, ...problems];
    this.#shift = shift;
    const what = `from here on ${line.file ?? ''} lies ${shift} bytes from where the ledger says: something before it is missing or there twice`;
    return [...place, { aspect: 'place', what }, ...shifted];
  }

  look(line: LedgerLine): Problem[] {
    const file = this.#fileOf(line);
    if ('aspect' in file) return [file];
    const output = this.#stream(line, this.#shift);
    const begin = output === null ? null : envelope(this.#memory.toString('latin1', 0, Math.min(output.end, TOP)));
    if (output === null || begin === null) return [noMessage(line)];
    if (line.receivedAt !== null && begin.time !== Date.parse(line.receivedAt))
      return [{ aspect: 'content', what: `another message lies at its place in ${line.file ?? ''}` }];
    // Its source cannot be compared: but where the file has been changed it would begin or end amid others.
    return isOneMessage(output) ? [] : [noMessage(line)];
  }

  close(): void {
    if (this.#open !== null) closeSync(this.#open.fd);
    this.#open = null;
  }

  #fileOf({ file }: LedgerLine): { readonly fd: number; readonly size: number } | Problem {
    if (file === null) return { aspect: 'ledger', what: 'its line says that it was exported, and names no file' };
    if (this.#open?.file === file) return this.#open;
    this.close();
    try {
      const fd = openSync(join(this.#expected.out, file), 'r');
      this.#open = { file, fd, size: fstatSync(fd).size };
      return this.#open;
    } catch (error) {
      return { ...unreadableFile(file, error), once: `file ${file}` };
    }
  }

  /** The bytes of a message; null when the file ends before them. */
  #stream({ offset, length }: LedgerLine, shift: number): ByteStream | null {
    if (this.#open === null || offset === null || length === null) return null;
    const { fd, size } = this.#open;
    let position = offset + shift;
    const end = position + length;
    if (position < 0 || end > size) return null;
    const read = (target: Uint8Array): number => {
      const got = readSync(fd, target, 0, Math.min(target.length, end - position), position);
      position += got;
      return got;
    };
    const first = read(this.#memory);
    return new ByteStream(this.#memory, first, first < length ? read : null);
  }

  #compareAt(line: LedgerLine, source: SourceMessage, shift: number): Problem[] {
    const output = this.#stream(line, shift);
    if (output === null) return [noMessage(line)];
    const top = this.#memory.toString('latin1', 0, Math.min(output.end, TOP));
    const begin = envelope(top);
    if (begin === null) return [noMessage(line)];
    const block = fieldsBlock(top.slice(begin.end));
    output.at = begin.end + block.length;
    const received = line.receivedAt === null ? null : Date.parse(line.receivedAt);
    const { at, problems: ofGmail } = matchMessage(source, output, { google: this.#expected.google, received });
    if (at !== null && begin.time !== received)
      return [{ aspect: 'content', what: `another message lies at its place in ${line.file ?? ''}` }];
    const problems = [...this.#fieldProblems(block, line.flags), ...(at === null ? ofGmail : [])];
    if (begin.time !== received)
      problems.push({
        aspect: 'date',
        what: `its From line says ${timeText(begin.time)}, not ${line.receivedAt ?? ''}`,
      });
    if (at !== null) problems.push({ aspect: 'content', what: `its copy differs at byte ${at} of the source` });
    return problems;
  }

  #fieldProblems(block: string, flags: readonly string[]): readonly Problem[] {
    const key = `${flags.join(' ')}\n${block}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const found = readMboxFields(block);
    const expected = expectedFields(flags);
    const problems: Problem[] = [];
    const wrong = (['gmail', 'status', 'mozilla'] as const).filter((way) => found[way] !== expected[way]);
    if (wrong.length > 0) {
      const what = wrong.map((way) => `${FIELD_NAMES[way]} says ${found[way]}, not ${expected[way]}`).join('; ');
      problems.push({ aspect: 'flags', what });
    }
    const labels = found.labels ?? [];
    if (labels.length !== 1 || !this.#labels.has(labels[0] ?? ''))
      problems.push({ aspect: 'label', what: `X-Gmail-Labels says ${labels.join(', ') || 'nothing'}` });
    if (this.#known.size < 10_000) this.#known.set(key, problems);
    return problems;
  }

  #sizeByLedger(file: string): number {
    let size = 0;
    for (const line of this.#expected.lines())
      if (line.file === file) size = Math.max(size, (line.offset ?? 0) + (line.length ?? 0));
    return size;
  }
}

const FIELD_NAMES = { gmail: 'X-Gmail-Labels', status: 'Status and X-Status', mozilla: 'X-Mozilla-Status' };

/** The `From ` line: when, in milliseconds (null when that cannot be read), and where it ends. */
function envelope(top: string): { readonly time: number | null; readonly end: number } | null {
  const found = /^From \S+ (\w{3} \w{3} [ \d]\d \d\d:\d\d:\d\d \d{4})\n/.exec(top);
  if (found === null) return null;
  const time = Date.parse(`${found[1] ?? ''} UTC`);
  return { time: Number.isNaN(time) ? null : time, end: found[0].length };
}

/** Whether a stream ends in an empty line, and no other message begins in it. */
function isOneMessage(output: ByteStream): boolean {
  let last = '';
  for (;;) {
    const text =
      last +
      Buffer.from(output.bytes.buffer, output.bytes.byteOffset + output.at, output.end - output.at).toString('latin1');
    if (text.includes('\n\nFrom ')) return false;
    last = text.slice(-6);
    output.at = output.end;
    output.ensure(1);
    if (output.at === output.end) return last.endsWith('\n\n');
  }
}

/** No message, or another one, lies at that place. */
function isElsewhere(problems: readonly Problem[]): boolean {
  return problems.some(({ aspect }) => aspect === 'content' || aspect === 'place');
}

function noMessage({ file, offset, length }: LedgerLine): Problem {
  return { aspect: 'place', what: `no message of ${length ?? '?'} bytes is at byte ${offset ?? '?'} of ${file ?? ''}` };
}

function wrongFile({ file }: LedgerLine, expected: string): Problem {
  return { aspect: 'place', what: `it is in ${file ?? ''}, not in ${expected}`, once: `place ${file ?? ''}` };
}

/** A file that cannot be opened. */
export function unreadableFile(file: string, error: unknown): Problem {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return {
    aspect: 'file',
    what: code === 'ENOENT' ? `${file} is not there` : `${file} cannot be read (${code})`,
  };
}

function timeText(milliseconds: number | null): string {
  return milliseconds === null ? 'no time' : `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
