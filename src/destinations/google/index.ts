/** Google Workspace, as the command line knows it. */
import { readFileSync, statSync } from 'node:fs';
import { UserError } from '../../core/errors.js';
import type { DestinationKind } from '../kind.js';

export const google: DestinationKind = {
  schemes: ['google'],
  form: 'google',
  takes: new Set(['mail', 'contacts', 'calendar', 'tasks', 'filters']),
  options: [
    {
      flags: '--attendees <how>',
      description:
        'google: keep: guests stay, and nobody is written to. strip: they are named in the description only. private-copy: what becomes of a meeting reaches nobody else',
      choices: ['keep', 'strip', 'private-copy'],
      default: 'keep',
    },
    {
      flags: '--sharing',
      description:
        'google: set what the old server says of who may see or change whose calendars; nobody gets a notice',
    },
    {
      flags: '--google-key <file>',
      description: 'the key file of the service account that may act for every user of the Google Workspace domain',
    },
    {
      flags: '--google-admin <address>',
      description: 'an administrator of the Google Workspace domain, for what only an administrator may do or see',
    },
  ],
  name: (target) => {
    rootOf(target);
    return target.toLowerCase();
  },
  connect: async (target, { timeoutMs, own }) => {
    const { googleDestination, NO_LIMITS } = await import('./destination.js');
    const { 'google-key': key, 'google-admin': admin, attendees, sharing } = own;
    const root = rootOf(target);
    return googleDestination({
      key: readKey(typeof key === 'string' ? key : undefined),
      attendees: attendees === 'strip' || attendees === 'private-copy' ? attendees : 'keep',
      sharing: sharing === true,
      admin: typeof admin === 'string' ? admin : null,
      root,
      timeoutMs,
      // What stands for Google on this very machine counts nothing, and is quick.
      ...(root === null ? {} : { rates: NO_LIMITS, mailboxPatience: { looks: 5, pauseMs: 1 } }),
    });
  },
};

/** Google itself, or something on this very machine that stands for it (`google://127.0.0.1:8080`): null, or where that is. */
function rootOf(target: string): string | null {
  if (target.toLowerCase() === 'google') return null;
  const host = /^google:\/\/((?:localhost|127\.0\.0\.1|\[::1\]):\d+)\/?$/i.exec(target)?.[1];
  if (host === undefined) throw new UserError(`--to ${target} is no address: write google`);
  return `http://${host}`;
}

/** The key file. Whoever can read it can read all mail of the domain. Throws a UserError. */
function readKey(file: string | undefined): string {
  if (file === undefined)
    throw new UserError(
      '--to google needs --google-key with the key file of the service account (docs/google-workspace.md)',
    );
  try {
    const { mode } = statSync(file);
    if (process.platform !== 'win32' && (mode & 0o077) !== 0)
      throw new UserError(
        `${file} can be read by others (mode ${(mode & 0o777).toString(8)}), and opens every mailbox of the domain: chmod 600 it`,
      );
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`--google-key ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? ''})`);
  }
}
