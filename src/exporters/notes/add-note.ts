/** From an item of notes or journal to its entries: calendar entries as they are, anything else as one note. */
import { receivedTime } from '../../message/received.js';
import { subjectOf } from '../../message/subject.js';
import type { Item } from '../../store/types.js';
import type { EntryBundle, EntryListener } from '../calendars/bundle.js';
import { readItemEntries } from '../calendars/item-entries.js';
import { noteEntry, readNote } from './note.js';

/** The longest title that a note gets from its text, or a file from its note, in characters. */
export const LONGEST_TITLE = 80;

/** Gives an item to a bundle of journal entries. */
export function addNote(bundle: EntryBundle, item: Item, bytes: Uint8Array, listener?: EntryListener): void {
  if (bytes.length === 0) {
    bundle.addEntries(item, [], { parts: null, notes: ['the file is empty'] });
    return;
  }
  const { parts, entries, notes } = readItemEntries(item, bytes, { kind: 'VJOURNAL', attendees: 'keep' });
  if (entries.length > 0) {
    bundle.addEntries(item, entries, { parts, notes }, listener);
    return;
  }
  const received = receivedTime(item, bytes, () => 0).time;
  const subject = subjectOf(bytes);
  const note = readNote(parts);
  const firstLine = note.text.trim().split(/\r\n|\r|\n/)[0] ?? '';
  const title = subject === '' ? firstLine.slice(0, LONGEST_TITLE) : subject;
  const entry = noteEntry(note, title, received === 0 ? null : received);
  const files = parts.files.filter((part) => part !== note.from);
  if (typeof entry === 'string') bundle.addEntries(item, [], { parts: null, notes: [...notes, entry] });
  else bundle.addEntries(item, [entry], { parts: { ...parts, files, texts: [] }, notes }, listener);
}
