/** Where people go from here, which ways lead there, and what that means for the commands. */
import { TARGETS } from '../../files/plan/options.js';

export type Destination = 'google' | 'microsoft' | 'imap' | 'files';

/** The destinations as they are offered. */
export const DESTINATIONS: readonly { readonly value: Destination; readonly label: string; readonly hint: string }[] = [
  { value: 'google', label: 'Google Workspace', hint: 'sent by a service account, or files for its importers' },
  { value: 'microsoft', label: 'Microsoft 365', hint: 'mail is sent or pulled, the rest are files' },
  { value: 'imap', label: 'Another server', hint: 'mail over IMAP, then contacts and calendars over DAV' },
  { value: 'files', label: 'Files', hint: "Kerio's own folder names, in the mail format you choose" },
];

/** How it goes there. `send`: into the live server. `files`: written for importers. `pull`: a server that the destination pulls from. */
export type Way = 'send' | 'files' | 'pull' | 'pst';

/** The ways to a destination, where there are several. */
export const WAYS: Readonly<
  Record<Destination, readonly { readonly value: Way; readonly label: string; readonly hint: string }[]>
> = {
  google: [
    { value: 'files', label: 'Write files for its importers', hint: 'GYB, the consoles, each user; nothing is sent' },
    {
      value: 'send',
      label: 'Send everything now',
      hint: 'needs the key of a service account; the accounts must be there',
    },
  ],
  microsoft: [
    {
      value: 'send',
      label: 'kerio-exit sends the mail',
      hint: 'needs an application in Entra ID; the rest first, as files',
    },
    { value: 'pull', label: 'Microsoft pulls the mail', hint: 'from a Maildir that brings a server with it' },
    { value: 'pst', label: 'As PST files for Outlook', hint: 'experimental' },
  ],
  imap: [{ value: 'send', label: 'Send', hint: '' }],
  files: [{ value: 'files', label: 'Files', hint: '' }],
};

/** Whose rules name the folders of an export: the destination's own where there are some, else Kerio's names stay. */
export function targetOf(destination: Destination): string {
  const own: readonly string[] = TARGETS;
  return own.includes(destination) ? destination : 'generic';
}
