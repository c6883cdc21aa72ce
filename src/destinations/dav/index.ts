/** Contacts, calendars, tasks and notes over CalDAV and CardDAV, as the command line knows them. */
import { UserError } from '../../core/errors.js';
import type { DestinationKind } from '../kind.js';

export const dav: DestinationKind = {
  schemes: ['davs', 'dav'],
  form: 'davs://host or davs://host:port/path',
  takes: new Set(['contacts', 'calendar', 'tasks', 'notes', 'journal']),
  options: [
    {
      flags: '--attendees <how>',
      description:
        'silent: the people of meetings stay, and nobody is written to. strip: they are named in the description only. keep: as they are, for a server whose own mails you have switched off',
      choices: ['silent', 'strip', 'keep'],
      default: 'silent',
    },
  ],
  name: (target, plaintext) => formatDav(parseDav(target, plaintext)),
  connect: async (target, { login, plaintext, own, ...reach }) => {
    const { davDestination } = await import('./destination.js');
    const { httpLoginOf } = await import('./login.js');
    const server = parseDav(target, plaintext);
    const { attendees } = own;
    return davDestination({
      ...reach,
      server,
      name: formatDav(server),
      login: (account) => httpLoginOf(login(account)),
      attendees: attendees === 'strip' || attendees === 'keep' ? attendees : 'silent',
    });
  },
};

/**
 * Reads `davs://host[:port][/path]`, or `dav://…` where nothing shall be encrypted. `{user}` in the path stands for each account's
 * name. Throws a UserError for anything else, above all for a password in the address.
 */
export function parseDav(target: string, plaintext: boolean): URL {
  const [, scheme = '', rest = ''] = /^(davs?):\/\/(.*)$/i.exec(target) ?? [];
  const secure = scheme.toLowerCase() === 'davs';
  const text = `${secure ? 'https' : 'http'}://${rest}`;
  if (rest === '' || !URL.canParse(text))
    throw new UserError(`${target} is no address of a DAV server: write davs://host or davs://host:port/path`);
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    throw new UserError(
      'the server address must not hold a user or password: name users in the file given by --users, passwords there or in a secret file',
    );
  if (secure && plaintext) throw new UserError(`${target} is encrypted: write dav:// where nothing shall be encrypted`);
  if (!secure && !plaintext)
    throw new UserError(
      `${target} is not encrypted, and passwords would be read by anybody on the way: write davs://, or add --to-plaintext`,
    );
  url.hash = '';
  url.search = '';
  return url;
}

function formatDav(url: URL): string {
  const path = url.pathname === '/' ? '' : decodeURI(url.pathname).replace(/\/$/, '');
  return `${url.protocol === 'https:' ? 'davs' : 'dav'}://${url.host}${path}`;
}
