/** Where people go from here, and what that means for the command. */
import { TARGETS } from '../../files/plan/options.js';

export type Destination = 'google' | 'microsoft' | 'imap' | 'files';

/** The destinations as they are offered. */
export const DESTINATIONS: readonly { readonly value: Destination; readonly label: string; readonly hint: string }[] = [
  { value: 'google', label: 'Google Workspace', hint: 'writes files for its importers' },
  { value: 'microsoft', label: 'Microsoft 365', hint: 'writes files for its importers' },
  { value: 'imap', label: 'Another IMAP server', hint: 'sends the mail there; only mail goes this way' },
  { value: 'files', label: 'Files', hint: "Kerio's own folder names, in the mail format you choose" },
];

/** Whose rules name the folders of an export: the destination's own where there are some, else Kerio's names stay. */
export function targetOf(destination: Destination): string {
  const own: readonly string[] = TARGETS;
  return own.includes(destination) ? destination : 'generic';
}
