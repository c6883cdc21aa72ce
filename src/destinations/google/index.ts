/** Google Workspace, as the command line knows it. */
import { UserError } from '../../core/errors.js';
import type { InputFiles } from '../../core/input-files.js';
import type { DestinationKind } from '../kind.js';

export const google: DestinationKind = {
  schemes: ['google'],
  form: 'google',
  takes: new Set(['mail', 'contacts', 'calendar', 'tasks', 'filters']),
  options: [
    {
      flags: '--attendees <how>',
      description:
        'keep: guests stay, and nobody is written to. strip: they are named in the description only. private-copy: what becomes of a meeting reaches nobody else',
      choices: ['keep', 'strip', 'private-copy'],
      default: 'keep',
    },
    {
      flags: '--sharing',
      description:
        'google: set what the old server says of who may see or change whose calendars; nobody gets a notice',
    },
    {
      flags: '--public <how>',
      description:
        'google: public folders. user: to the account that the users file names. group: their mail into archives of groups, the rest to that account, calendars shared with the domain. skip: nowhere',
      choices: ['user', 'group', 'skip'],
      default: 'user',
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
    addressOf(target);
    return target.toLowerCase();
  },
  connect: async (target, { timeoutMs, own, files }) => {
    const { googleDestination, ratesOf } = await import('./destination.js');
    const { 'google-key': key, 'google-admin': admin, attendees, sharing, public: publicFolders } = own;
    const { root, speed } = addressOf(target);
    return googleDestination({
      key: readKey(typeof key === 'string' ? key : undefined, files),
      attendees: attendees === 'strip' || attendees === 'private-copy' ? attendees : 'keep',
      sharing: sharing === true,
      publicFolders: publicFolders === 'group' ? 'group' : 'user',
      admin: typeof admin === 'string' ? admin : null,
      root,
      timeoutMs,
      ...(root === null ? {} : { rates: ratesOf(speed), mailboxPatience: { looks: 5, pauseMs: 1 } }),
    });
  },
};

/**
 * Google itself, or something on this very machine that stands for it: null, or where that is. `google://127.0.0.1:8080` counts no units;
 * `?speed=4` spends them four times as fast as Google lets anybody.
 */
function addressOf(target: string): { readonly root: string | null; readonly speed: number } {
  if (target.toLowerCase() === 'google') return { root: null, speed: 1 };
  const [, host, speed] =
    /^google:\/\/((?:localhost|127\.0\.0\.1|\[::1\]):\d+)\/?(?:\?speed=([1-9]\d{0,3}))?$/i.exec(target) ?? [];
  if (host === undefined) throw new UserError(`--to ${target} is no address: write google`);
  return { root: `http://${host}`, speed: speed === undefined ? Infinity : Number(speed) };
}

/** The key file. Whoever can read it can read all mail of the domain. Throws a UserError. */
function readKey(file: string | undefined, files: InputFiles): string {
  if (file === undefined)
    throw new UserError(
      '--to google needs --google-key with the key file of the service account (docs/google-workspace.md)',
    );
  try {
    const mode = files.mode(file) ?? 0;
    if ((mode & 0o077) !== 0)
      throw new UserError(
        `${file} can be read by others (mode ${(mode & 0o777).toString(8)}), and opens every mailbox of the domain: chmod 600 it`,
      );
    return files.read(file).toString('utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`--google-key ${file} cannot be read (${(error as NodeJS.ErrnoException).code ?? ''})`);
  }
}
