/** Bundles of one folder read back: the .vcf of its contacts, the .ics of its events, tasks and notes. */
import { closeSync, fstatSync, openSync, readFileSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { append } from '../../core/lists.js';
import type { LedgerLine } from '../../ledger/line.js';
import { type Octets, octetsOf } from '../../core/octets.js';
import type { Item } from '../../store/types.js';
import type { ExportOptions } from '../plan/options.js';
import { cardsIn, compareCards } from './card-check.js';
import { type CalendarFile, compareEntries, readCalendarFile } from './entry-check.js';
import { Extents } from './extents.js';
import type { Claim, Problem } from './mail-output.js';
import { unreadableFile } from './mbox-output.js';
import type { Place } from './same-file.js';
import { calendarBase, calendarFiles, hasPrefix, tableBase, tableProblems } from './tables.js';

/** Events, tasks and journal entries of a folder stand in files of their own. */
const MOST_CALENDARS = 4;

/** Reads the bundles of a folder. */
export class BundleOutput {
  readonly #out: string;
  readonly #options: ExportOptions;
  readonly #extents = new Map<string, Extents>();
  readonly #places = new Map<string, Place[]>();
  /** Entries that must stand somewhere in the folder's files, and the items they come from. */
  readonly #elsewhere = new Map<string, number | string>();
  readonly #uids = new Map<string, number | string>();
  /** Contacts that are no distribution lists, and what their tables are called. */
  #people = 0;
  #cardBase: string | null = null;
  #allRead = true;
  #open: { readonly file: string; readonly fd: number; readonly size: number } | null = null;
  readonly #calendars = new Map<string, CalendarFile>();

  constructor(out: string, options: ExportOptions) {
    this.#out = out;
    this.#options = options;
  }

  /** Takes a line's place into account. */
  claim(line: LedgerLine): void {
    const { file, offset, length } = line;
    if (file === null) return;
    this.#extentsOf(file).add(offset ?? 0, (offset ?? 0) + (length ?? 0));
    const places = this.#places.get(file) ?? [];
    places.push({ uid: line.uid, offset: offset ?? 0, length: length ?? 0 });
    this.#places.set(file, places);
    for (const other of otherFiles(line)) {
      const size = statSync(join(this.#out, other), { throwIfNoEntry: false })?.size ?? 1;
      this.#extentsOf(other).add(0, size);
    }
  }

  claims(): Claim[] {
    return [...this.#extents].map(([file, { ranges, overlaps }]) => ({ type: 'bytes', file, ranges, overlaps }));
  }

  /** Where the items of a file stand, as far as lines were claimed. */
  placesIn(file: string): readonly Place[] {
    return this.#places.get(file) ?? [];
  }

  /** Compares an item with what it became. */
  compare(line: LedgerLine, item: Item, bytes: Uint8Array): Problem[] {
    const { file, kind } = line;
    const notes = line.notes ?? [];
    if (file === null) return [{ aspect: 'ledger', what: 'its line says that it was exported, and names no file' }];
    try {
      const text = this.#read(line);
      if (text === null) {
        this.#allRead = false;
        return [{ aspect: 'file', what: `${file} ends before it` }];
      }
      if (kind === 'contacts') {
        const all = [text, ...otherFiles(line).map((other) => octetsOf(readFileSync(join(this.#out, other))))].join('');
        const found = compareCards(all, bytes, notes);
        return [...found, ...this.#registerCards(all, line, item)];
      }
      const calendar = this.#calendarFile(file);
      const compared = compareEntries(text, bytes, calendar, notes);
      for (const identity of compared.elsewhere) this.#elsewhere.set(identity, line.uid);
      return [...calendar.problems, ...compared.problems];
    } catch (error) {
      this.#allRead = false;
      return [{ ...unreadableFile(file, error), once: `file ${file}` }];
    }
  }

  /** What concerns the folder as a whole, after all its items were compared. Rows are counted with `tables`. */
  finish(tables: boolean): Problem[] {
    return [...this.#calendarProblems(tables), ...(tables ? this.#contactTables() : [])];
  }

  /** Components that stand twice or not at all, and tables of tasks that have more or fewer of them. */
  #calendarProblems(tables: boolean): Problem[] {
    const bases = new Set([...this.#extents.keys()].flatMap((file) => calendarBase(file) ?? []));
    const seen = new Set<string>();
    const problems: Problem[] = [];
    for (const base of bases) {
      let masters = 0;
      for (const file of calendarFiles(this.#out, base)) {
        for (const identity of this.#identitiesIn(file)) {
          if (seen.has(identity))
            problems.push({ aspect: 'bundle', what: `${identity} stands twice, also in ${file}` });
          seen.add(identity);
          if (/^VTODO \S*$/.test(identity)) masters += 1;
        }
      }
      if (tables && base.startsWith('tasks/')) append(problems, tableProblems(this.#out, base, '.csv', masters));
    }
    const all = [...seen].sort();
    for (const [identity, uid] of this.#elsewhere)
      if (!hasPrefix(all, identity))
        problems.push({ aspect: 'bundle', what: `${identity} of item ${uid} is in no file of the folder` });
    return problems;
  }

  /** Nothing of a file that cannot be read: its items have said so. */
  #identitiesIn(file: string): readonly string[] {
    try {
      return this.#calendarFile(file).identities;
    } catch (error) {
      unreadableFile(file, error);
      return [];
    }
  }

  #contactTables(): Problem[] {
    if (this.#cardBase === null || !this.#allRead || this.#options.oneFilePerContact) return [];
    return [
      ...tableProblems(this.#out, this.#cardBase, '.outlook.csv', this.#people),
      // Addresses that only lists name have rows of their own there.
      ...tableProblems(this.#out, this.#cardBase, '.google.csv', this.#people, Infinity),
    ];
  }

  close(): void {
    if (this.#open !== null) closeSync(this.#open.fd);
    this.#open = null;
  }

  #extentsOf(file: string): Extents {
    const known = this.#extents.get(file) ?? new Extents();
    this.#extents.set(file, known);
    return known;
  }

  /** The item's part of its file; null when the file ends before it. */
  #read({ file, offset, length }: LedgerLine): Octets | null {
    if (this.#open?.file !== file) {
      this.close();
      const fd = openSync(join(this.#out, file ?? ''), 'r');
      this.#open = { file: file ?? '', fd, size: fstatSync(fd).size };
    }
    const from = offset ?? 0;
    const bytes = Buffer.alloc(length ?? 0);
    if (from + bytes.length > this.#open.size) return null;
    for (let done = 0; done < bytes.length; ) {
      const got = readSync(this.#open.fd, bytes, done, bytes.length - done, from + done);
      if (got === 0) return null;
      done += got;
    }
    return octetsOf(bytes);
  }

  /** The last few calendar files that were asked for, one for each kind of entry: none is much larger than a megabyte. */
  #calendarFile(file: string): CalendarFile {
    const known = this.#calendars.get(file) ?? readCalendarFile(octetsOf(readFileSync(join(this.#out, file))), file);
    this.#calendars.delete(file);
    this.#calendars.set(file, known);
    const [oldest = ''] = this.#calendars.keys();
    if (this.#calendars.size > MOST_CALENDARS) this.#calendars.delete(oldest);
    return known;
  }

  #registerCards(text: Octets, { uid: itemUid, file }: LedgerLine, { messageClass }: Item): Problem[] {
    return cardsIn(text).flatMap(({ uid, isList }): Problem[] => {
      if (!isList && messageClass !== 'IPM.DistList') this.#people += 1;
      this.#cardBase = tableBase(file ?? '', '.vcf');
      const other = this.#uids.get(uid);
      this.#uids.set(uid, itemUid);
      return other === undefined ? [] : [{ aspect: 'bundle', what: `its UID is that of ${other} as well` }];
    });
  }
}

/** Where each contact is a file, the other cards of an item with several are in files that only a note names. */
function otherFiles({ notes }: LedgerLine): string[] {
  const prefix = 'more cards of it are in ';
  const note = notes?.find((candidate) => candidate.startsWith(prefix));
  return note === undefined ? [] : note.slice(prefix.length).split(/(?<=\.vcf), /);
}
