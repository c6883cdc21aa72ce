/** Rules for mail over ManageSieve, as the command line knows it. */
import { UserError } from '../../core/errors.js';
import type { DestinationKind } from '../kind.js';

export const sieve: DestinationKind = {
  schemes: ['sieve'],
  form: 'sieve://host or sieve://host:port',
  takes: new Set(['filters']),
  options: [
    {
      flags: '--activate-filters',
      description: 'let the server use the rules at once, in place of any script that is in use there',
    },
  ],
  name: (target) => formatSieve(parseSieve(target)),
  connect: async (target, { login, own, ...reach }) => {
    const { sieveDestination } = await import('./destination.js');
    const server = parseSieve(target);
    return sieveDestination({
      ...{ ...reach, ...server, name: formatSieve(server), login },
      activate: own['activate-filters'] === true,
    });
  },
};

/** Reads `sieve://host[:port]`. Throws a UserError for anything else. */
export function parseSieve(target: string): { readonly host: string; readonly port: number } {
  const [, user, host = '', port] =
    /^sieve:\/\/(?:(.*)@)?(\[[0-9a-f:.]+\]|[^/:@\s]+)(?::(\d{1,5}))?\/?$/i.exec(target) ?? [];
  if (user !== undefined)
    throw new UserError(
      'the server address must not hold a user or password: name users in the file given by --users, passwords there or in a secret file',
    );
  const number = port === undefined ? 4190 : Number(port);
  if (host === '' || number < 1 || number > 65535)
    throw new UserError(`${target} is no address of a ManageSieve server: write sieve://host or sieve://host:port`);
  return { host: host.replace(/^\[|\]$/g, ''), port: number };
}

function formatSieve({ host, port }: { readonly host: string; readonly port: number }): string {
  return `sieve://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
