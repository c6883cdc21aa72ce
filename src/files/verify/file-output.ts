import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { LedgerLine } from '../../ledger/line.js';
import { ItemReader } from '../../store/items/read.js';
import { ByteStream, firstDifference } from './byte-stream.js';
import type { Claim, MailOutput, Problem, SourceMessage } from './mail-output.js';
import { unreadableFile } from './mbox-output.js';

const LF = 10;
const CR = 13;

export interface FileExpectations {
  readonly out: string;
  /** The directory all messages must be in, relative to the output folder. */
  readonly dir: string;
  readonly maildir: boolean;
}

/** Reads messages that are files of their own back: Maildir and eml. */
export class FileOutput implements MailOutput {
  readonly #expected: FileExpectations;
  readonly #memory: Uint8Array;
  readonly #reader: ItemReader;
  readonly #counts = new Map<string, number>();

  constructor(expected: FileExpectations, memory: Uint8Array) {
    this.#expected = expected;
    this.#memory = memory;
    this.#reader = new ItemReader(memory);
  }

  claim({ file }: LedgerLine): void {
    if (file === null) return;
    const dir = file.slice(0, file.lastIndexOf('/'));
    this.#counts.set(dir, (this.#counts.get(dir) ?? 0) + 1);
  }

  claims(): Claim[] {
    return [...this.#counts].map(([dir, count]) => ({ type: 'files', dir, count }));
  }

  compare(line: LedgerLine, source: SourceMessage): Problem[] {
    const problems = this.look(line);
    if (problems.length > 0 || line.file === null) return problems;
    const name = line.file.slice(line.file.lastIndexOf('/') + 1);
    if (line.file.slice(0, -name.length - 1) !== this.#expected.dir)
      problems.push({ aspect: 'place', what: `it is ${line.file}, not in ${this.#expected.dir}`, once: 'place' });
    const time = line.receivedAt === null ? null : Date.parse(line.receivedAt) / 1000;
    if (Math.round(statSync(this.#path(line.file)).mtimeMs / 1000) !== time)
      problems.push({ aspect: 'date', what: `the time of ${line.file} is not ${line.receivedAt ?? 'known'}` });
    try {
      problems.push(...this.#compareContent(this.#path(line.file), source));
    } catch (error) {
      return [...problems, unreadableFile(line.file, error)];
    } finally {
      this.#reader.close();
    }
    if (this.#expected.maildir) problems.push(...maildirProblems(name, time, line.flags, source));
    return problems;
  }

  look(line: LedgerLine): Problem[] {
    if (line.file === null)
      return [{ aspect: 'ledger', what: 'its line says that it was exported, and names no file' }];
    try {
      const { size } = statSync(this.#path(line.file));
      return size === line.length
        ? []
        : [{ aspect: 'file', what: `${line.file} has ${size} bytes, not ${line.length ?? 'known'}` }];
    } catch (error) {
      return [unreadableFile(line.file, error)];
    }
  }

  close(): void {
    this.#reader.close();
  }

  #path(file: string): string {
    return join(this.#expected.out, file);
  }

  #compareContent(path: string, { content, memory }: SourceMessage): Problem[] {
    const copy = this.#reader.read(path);
    const at = firstDifference(
      new ByteStream(memory, content.bytes.length, content.more),
      new ByteStream(this.#memory, copy.bytes.length, copy.more),
    );
    return at === null ? [] : [{ aspect: 'content', what: `its copy differs at byte ${at}` }];
  }
}

const NAME = /^(\d+)\.M\d+P\d+(?:Q\d+)?\.kerio-exit,S=(\d+),W=(\d+):2,([A-Z]*)$/;

/** What the file name of a Maildir says: received second, size, size with CRLF, flags. */
function maildirProblems(
  name: string,
  time: number | null,
  flags: readonly string[],
  { content }: SourceMessage,
): Problem[] {
  const found = NAME.exec(name);
  if (found === null) return [{ aspect: 'place', what: `${name} is no name for a message in a Maildir` }];
  const problems: Problem[] = [];
  const letters = flagLetters(flags);
  if (found[4] !== letters)
    problems.push({ aspect: 'flags', what: `${name} has the flags ${found[4] ?? ''}, not ${letters}` });
  if (Number(found[1]) !== time) problems.push({ aspect: 'date', what: `${name} names another second` });
  // The rest of a larger message is gone from memory by now.
  if (content.more !== null) return problems;
  const size = content.bytes.length;
  if (Number(found[2]) !== size || Number(found[3]) !== size + bareLineFeeds(content.bytes))
    problems.push({ aspect: 'place', what: `${name} states wrong sizes` });
  return problems;
}

const LETTERS: readonly (readonly [flag: string, letter: string])[] = [
  ['\\draft', 'D'],
  ['\\flagged', 'F'],
  ['$forwarded', 'P'],
  ['\\answered', 'R'],
  ['\\seen', 'S'],
  ['\\deleted', 'T'],
];

function flagLetters(flags: readonly string[]): string {
  const names = flags.map((flag) => flag.toLowerCase());
  return LETTERS.map(([flag, letter]) => (names.includes(flag) ? letter : '')).join('');
}

function bareLineFeeds(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(LF); at >= 0; at = bytes.indexOf(LF, at + 1)) if (bytes[at - 1] !== CR) count += 1;
  return count;
}
