/** Checks one ledger line against its item, and the item against its copy. */
import { formatTime } from '../../ledger/file.js';
import type { LedgerLine } from '../../ledger/line.js';
import { readHeaderBlock } from '../../message/header.js';
import { receivedTime } from '../../message/received.js';
import type { Content } from '../../store/disk/content.js';
import { itemKind } from '../../store/items/item-kind.js';
import type { Entry } from '../../store/items/listing.js';
import { modifiedAt, readHead } from '../../store/items/read.js';
import type { Item } from '../../store/types.js';
import { filtersMail, headerReason, type MailFilter, sizeReason } from '../../naming/mail-filter.js';
import { outputKind } from '../job/bundles.js';
import type { ExportOptions } from '../plan/options.js';
import { sizeOf } from '../../store/disk/unreadable.js';
import type { BundleOutput } from './bundle-output.js';
import type { FailedOutput } from './failed-output.js';
import type { MailOutput, Problem } from './mail-output.js';
import type { Remake } from './remake.js';
import type { UnitContext } from './unit-types.js';

/** A problem that may come from a change of the source after the export. */
export interface ItemProblem extends Problem {
  readonly since?: boolean;
}

/** What is known of an item beyond its line and its entry. */
export interface Circumstances {
  /** Whether its content is compared; a sample leaves most out. */
  readonly chosen: boolean;
  /** Why the user's filters leave its folder out; null when they do not. */
  readonly excluded: string | null;
  /** The bundles of its folder. */
  readonly bundles: BundleOutput;
  /** Makes these bundles again; null where they are not compared whole. */
  readonly remake: Remake | null;
}

export class ItemCheck {
  compared = 0;
  /** Items that failed or were left out. */
  notExported = 0;
  /** Records of the index without a file. */
  missing = 0;
  readonly #context: UnitContext;
  readonly #mail: MailOutput;
  readonly #failed: FailedOutput;

  constructor(context: UnitContext, mail: MailOutput, failed: FailedOutput) {
    this.#context = context;
    this.#mail = mail;
    this.#failed = failed;
  }

  /** Takes the place that a line names into account. */
  claim(line: LedgerLine, bundles: BundleOutput): void {
    if (line.result === 'failed') this.#failed.claim(line);
    else if (line.result === 'exported') (line.kind === 'mail' ? this.#mail : bundles).claim(line);
  }

  /** A line whose item the source does not have: its copy can only be looked at. */
  withoutSource(line: LedgerLine, bundles: BundleOutput): Problem[] {
    this.claim(line, bundles);
    if (line.result === 'failed') return this.#failed.look(line);
    return line.result === 'exported' && line.kind === 'mail' ? this.#mail.look(line) : [];
  }

  /** A line and the entry it stands for. */
  pair(line: LedgerLine, entry: Entry, how: Circumstances): ItemProblem[] {
    const before = this.compared;
    const problems = this.#pair(line, entry, how);
    // What failed, or cannot be read now, is looked at, too: whoever counts the steps comes to the end.
    const isExpected = entry.type === 'item' && how.chosen && line.result !== 'skipped';
    if (isExpected && this.compared === before) this.#context.step(0);
    return problems;
  }

  #pair(line: LedgerLine, { type, item }: Entry, how: Circumstances): ItemProblem[] {
    const { chosen, excluded, bundles, remake } = how;
    this.claim(line, bundles);
    if (type === 'missing') this.missing += 1;
    else if (line.result !== 'exported') this.notExported += 1;
    if (type === 'missing')
      return line.result === 'missing' ? [] : [since('ledger', 'the source has its index record, and no file')];
    if (line.result === 'missing') return [since('ledger', 'its line says that it is missing, and it is there')];
    if (line.result !== 'exported' && line.kind !== 'mail') this.#remakeOnly(item, remake);
    if (line.result === 'failed') return chosen ? this.#compareFailed(line, item) : [];
    const flags = flagProblems(line, item);
    if (line.result === 'skipped') {
      const allowed = mayBeSkipped(line, item, this.#context.options) || excluded !== null;
      return allowed ? flags : [{ aspect: 'ledger', what: `it was left out without a rule (${line.reason ?? ''})` }];
    }
    return chosen ? [...flags, ...this.#compare(line, item, how)] : flags;
  }

  /** An item that its writer got and did not take: a card that stands twice, and yet may have left something with the other. */
  #remakeOnly(item: Item, remake: Remake | null): void {
    if (remake === null) return;
    const { reader } = this.#context;
    try {
      const content = reader.read(item.file);
      const header = readHeaderBlock(content.bytes);
      remake.take(item, content, header, itemKind(item, content.bytes, header));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      // It could not be read at the export either, as a rule: what it became shows in the comparison.
    }
    reader.close();
  }

  /** What failed is compared with the file of the store, if that can be read. */
  #compareFailed(line: LedgerLine, item: Item): ItemProblem[] {
    const { reader, memory } = this.#context;
    if (line.file === null) return this.#failed.look(line);
    try {
      const problems = this.#failed.compare(line, reader.read(item.file), memory);
      return problems.map((problem) => ({ ...problem, since: line.kind !== 'mail' }));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return this.#failed.look(line);
    } finally {
      reader.close();
    }
  }

  #compare(line: LedgerLine, item: Item, { bundles, remake }: Circumstances): ItemProblem[] {
    const { reader, memory, probe, step } = this.#context;
    const began = performance.now();
    let content: Content;
    try {
      content = reader.read(item.file);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === undefined) throw error;
      remake?.spoil();
      return code === 'ENOENT' ? [] : [{ aspect: 'source', what: `the source cannot be read (${code})` }];
    }
    const size = content.more === null ? content.bytes.length : sizeOf(item.file);
    probe.read(performance.now() - began, content.bytes.length);
    step(size);
    this.compared += 1;
    const header = readHeaderBlock(content.bytes);
    const problems: ItemProblem[] = [];
    const kind = itemKind(item, content.bytes, header);
    remake?.take(item, content, header, kind);
    if (kind !== line.kind) problems.push(since('kind', `it is ${outputKind(kind)}, its line says ${line.kind}`));
    if (size !== line.bytes)
      problems.push(ofContent(line, `the source has ${size} bytes, its line says ${line.bytes}`));
    const received = formatTime(receivedTime(item, content.bytes, () => modifiedAt(item.file)).time);
    if (received !== line.receivedAt)
      problems.push(since('date', `it was received at ${received}, its line says ${line.receivedAt ?? 'nothing'}`));
    if (line.kind === 'mail') problems.push(...this.#mail.compare(line, { item, content, memory, header }));
    else for (const problem of bundles.compare(line, item, content.bytes)) problems.push({ ...problem, since: true });
    reader.close();
    return problems;
  }
}

function since(aspect: Problem['aspect'], what: string): ItemProblem {
  return { aspect, what, since: true };
}

/** Mail is never changed in place; contacts and events are. */
function ofContent(line: LedgerLine, what: string): ItemProblem {
  return line.kind === 'mail' ? { aspect: 'content', what } : since('content', what);
}

/** The line's flags against the source's. The copy's are compared with the line's: so it shows which of the three is off. */
function flagProblems(line: LedgerLine, item: Item): ItemProblem[] {
  const said = line.flags.join(' ');
  const found = item.flags.join(' ');
  return said === found && line.rawFlags === item.rawFlags
    ? []
    : [since('flags', `its flags are ${found || 'none'}, its line says ${said || 'none'}`)];
}

/** What the header of a mail may take. */
const HEAD = 64 * 1024;

function isFiltered(item: Item, bytes: number, filter: MailFilter): boolean {
  if (sizeReason(filter, bytes) !== null) return true;
  const head = readHead(item.file, HEAD);
  return headerReason(filter, head, readHeaderBlock(head)) !== null;
}

/** Whether a rule or the user's own filters explain that an item was left out. */
function mayBeSkipped({ kind, bytes, receivedAt }: LedgerLine, item: Item, options: ExportOptions): boolean {
  if ((bytes === 0 && sizeOf(item.file) === 0) || !options.only.includes(outputKind(kind))) return true;
  if (options.skipDeleted && item.flags.includes('\\Deleted')) return true;
  // Writers of bundles have reasons of their own: a card that stands twice.
  if (kind !== 'mail') return true;
  if (filtersMail(options.mail) && isFiltered(item, bytes, options.mail)) return true;
  const time = receivedAt === null ? null : Date.parse(receivedAt) / 1000;
  return (
    time !== null &&
    ((options.since !== null && time < options.since) || (options.until !== null && time >= options.until))
  );
}
