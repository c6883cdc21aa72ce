import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { textOf, utf8Octets } from '../../core/octets.js';
import { receivedTime } from '../../message/received.js';
import { subjectOf } from '../../message/subject.js';
import type { Entry } from '../../pim/calendar/entry.js';
import { unescapeText } from '../../pim/text.js';
import type { Item } from '../../store/types.js';
import type { BundleWriter } from '../bundle.js';
import { EntryBundle } from '../calendars/bundle.js';
import { readItemEntries } from '../calendars/item-entries.js';
import type { ItemParts } from '../calendars/item-parts.js';
import type { Member } from '../calendars/merge.js';
import type { OutputFiles } from '../output.js';
import { type Place, Spool } from '../spool.js';
import { UniqueNames } from '../unique-names.js';
import { noteEntry, readNote } from './note.js';

/** How the notes or the journal of a folder are written. */
export interface NotesOptions {
  readonly files: OutputFiles;
  /** The output is `<base>.ics`, and `<base>/<title>.txt` for each note. */
  readonly base: string;
}

/** Opens the writer for the notes and journal entries of one folder (docs/calendars.md). */
export function openNotesWriter(options: NotesOptions): BundleWriter {
  return new NotesWriter(options);
}

/** The longest title that makes a file name, in characters. */
const LONGEST_NAME = 80;

class NotesWriter implements BundleWriter {
  readonly #options: NotesOptions;
  readonly #bundle: EntryBundle;
  readonly #texts: Spool;
  readonly #notes = new Map<Member, { readonly title: string; readonly text: Place }>();

  constructor(options: NotesOptions) {
    this.#options = options;
    this.#texts = new Spool(options.files.root);
    this.#bundle = new EntryBundle({ ...options, kind: 'VJOURNAL', attendees: 'keep', inlineAttachments: false });
  }

  add(item: Item, bytes: Uint8Array): void {
    const { parts, entries, notes } = readItemEntries(item, bytes, { kind: 'VJOURNAL', attendees: 'keep' });
    const title = subjectOf(bytes);
    const received = receivedTime(item, bytes, () => 0).time;
    if (bytes.length === 0) this.#bundle.addEntries(item, [], { parts: null, notes: ['the file is empty'] });
    else if (entries.length > 0) this.#addEntries(item, entries, parts, notes);
    else this.#addNote(item, parts, notes, { title, received: received === 0 ? null : received });
  }

  finish(): ReturnType<BundleWriter['finish']> {
    const result = this.#bundle.finish();
    const directory = join(this.#options.files.root, this.#options.base);
    const names = new UniqueNames();
    for (const { member } of result.written) {
      const note = this.#notes.get(member);
      if (note === undefined) continue;
      mkdirSync(directory, { recursive: true });
      const title = Array.from(note.title).slice(0, LONGEST_NAME).join('').trim();
      writeFileSync(join(directory, names.take(`${title}.txt`)), this.#texts.read(note.text), { flag: 'wx' });
    }
    this.#texts.close();
    return result;
  }

  #addNote(
    item: Item,
    parts: ItemParts,
    notes: readonly string[],
    { title, received }: { readonly title: string; readonly received: number | null },
  ): void {
    const note = readNote(parts);
    const firstLine = note.text.trim().split(/\r\n|\r|\n/)[0] ?? '';
    const entry = noteEntry(note, title === '' ? firstLine.slice(0, LONGEST_NAME) : title, received);
    const files = parts.files.filter((part) => part !== note.from);
    if (typeof entry !== 'string') this.#addEntries(item, [entry], { ...parts, files, texts: [] }, notes);
    else this.#bundle.addEntries(item, [], { parts: null, notes: [...notes, entry] });
  }

  #addEntries(item: Item, entries: readonly Entry[], parts: ItemParts, notes: readonly string[]): void {
    this.#bundle.addEntries(item, entries, { parts, notes }, (entry, member) => {
      const title = textIn(entry, 'SUMMARY').replace(/\s+/g, ' ').trim();
      const text = textIn(entry, 'DESCRIPTION') || title;
      const octets = utf8Octets(text === '' || text.endsWith('\n') ? text : `${text}\n`);
      this.#notes.set(member, { title: title === '' ? item.stem : title, text: this.#texts.append(octets) });
    });
  }
}

function textIn(entry: Entry, name: string): string {
  return textOf(unescapeText(entry.lines.find((line) => line.name === name)?.value ?? ''));
}
