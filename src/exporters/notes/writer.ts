import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { textOf, utf8Octets } from '../../core/octets.js';
import type { Entry } from '../../pim/calendar/entry.js';
import { unescapeText } from '../../pim/text.js';
import type { Item } from '../../store/types.js';
import type { BundleWriter } from '../bundle.js';
import { EntryBundle } from '../calendars/bundle.js';
import type { Member } from '../calendars/merge.js';
import type { BundleListener } from '../bundle-listener.js';
import type { OutputFiles } from '../output.js';
import { type Place, Spool } from '../spool.js';
import { UniqueNames } from '../unique-names.js';
import { addNote, LONGEST_TITLE } from './add-note.js';

/** How the notes or the journal of a folder are written. */
export interface NotesOptions {
  readonly files: OutputFiles;
  /** The output is `<base>.ics`, and `<base>/<title>.txt` for each note. */
  readonly base: string;
  /** Told of what is written. */
  readonly listener?: BundleListener | null;
}

/** Opens the writer for the notes and journal entries of one folder (docs/calendars.md). */
export function openNotesWriter(options: NotesOptions): BundleWriter {
  return new NotesWriter(options);
}

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
    addNote(this.#bundle, item, bytes, (entry, member) => {
      const title = textIn(entry, 'SUMMARY').replace(/\s+/g, ' ').trim();
      const text = textIn(entry, 'DESCRIPTION') || title;
      const octets = utf8Octets(text === '' || text.endsWith('\n') ? text : `${text}\n`);
      this.#notes.set(member, { title: title === '' ? item.stem : title, text: this.#texts.append(octets) });
    });
  }

  finish(): ReturnType<BundleWriter['finish']> {
    const result = this.#bundle.finish();
    const directory = join(this.#options.files.root, this.#options.base);
    const names = new UniqueNames();
    for (const { member } of result.written) {
      const note = this.#notes.get(member);
      if (note === undefined) continue;
      mkdirSync(directory, { recursive: true });
      const title = Array.from(note.title).slice(0, LONGEST_TITLE).join('').trim();
      writeFileSync(join(directory, names.take(`${title}.txt`)), this.#texts.read(note.text), { flag: 'wx' });
    }
    this.#texts.close();
    return result;
  }
}

function textIn(entry: Entry, name: string): string {
  return textOf(unescapeText(entry.lines.find((line) => line.name === name)?.value ?? ''));
}
