/** MAPI message classes (`C` in index.fld) and the kind of item each stands for. */
import type { Kind } from '../../core/kinds.js';

const BY_PREFIX: readonly (readonly [string, Kind])[] = [
  ['ipm.appointment', 'calendar'],
  ['ipm.contact', 'contacts'],
  ['ipm.distlist', 'contacts'],
  ['ipm.task', 'tasks'],
  ['ipm.stickynote', 'notes'],
  ['ipm.activity', 'journal'],
  ['ipm.note', 'mail'],
  ['ipm.schedule', 'mail'],
  ['ipm.post', 'mail'],
  ['report', 'mail'],
];

/** The kind of a message class, null for one that is not known. Sub-classes (`IPM.Note.SMIME`) follow their parent. */
export function kindOfClass(messageClass: string): Kind | null {
  const lower = messageClass.toLowerCase();
  const found = BY_PREFIX.find(([prefix]) => lower === prefix || lower.startsWith(`${prefix}.`));
  return found?.[1] ?? null;
}
