import type { ContentLine } from '../contentline.js';
import type { Contact } from './contact.js';
import { readers } from './property-readers.js';
import { Reading } from './reading.js';

/**
 * Reads the fields of a contact from the lines of a vCard 3.0 (see `vcard3.ts`). Of a field that stands once the first that
 * says anything counts; preferred addresses and numbers come first.
 */
export function readContact(lines: readonly ContentLine[]): Contact {
  const reading = new Reading(lines);
  for (const line of lines) {
    const read = readers.get(line.name);
    if (read !== undefined && line.value !== '') read(reading, line);
  }
  sortPreferred(reading.emails);
  sortPreferred(reading.phones);
  if (reading.members.length > 0) reading.isList = true;
  return reading;
}

function sortPreferred(entries: { preferred: boolean }[]): void {
  if (entries.some(({ preferred }, index) => preferred && index > 0))
    entries.sort((a, b) => Number(b.preferred) - Number(a.preferred));
}
