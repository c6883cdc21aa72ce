/** What the ways need before anything can be tried, and the usual addresses of known products. */
import type { Draft, SecretsView, TargetDraft } from '../../api.js';

/** What the files are for: names of folders, and a format of mail. */
export const FORMATS = {
  google: { target: 'google', mailFormat: 'mbox' },
  mbox: { target: 'generic', mailFormat: 'mbox' },
  thunderbird: { target: 'generic', mailFormat: 'thunderbird' },
  pst: { target: 'generic', mailFormat: 'pst' },
  maildir: { target: 'generic', mailFormat: 'maildir' },
  pull: { target: 'microsoft', mailFormat: 'maildir' },
  eml: { target: 'generic', mailFormat: 'eml' },
} as const;
export type FormatName = keyof typeof FORMATS;
export const FORMAT_NAMES = Object.keys(FORMATS) as readonly FormatName[];

/** Which of them the draft says; null for another pair. */
export function formatOf({ target, mailFormat }: Draft): FormatName | null {
  return (
    FORMAT_NAMES.find((name) => FORMATS[name].target === target && FORMATS[name].mailFormat === mailFormat) ?? null
  );
}

/** What can come along, in the words of `--only`. */
export const KINDS = ['mail', 'contacts', 'calendars', 'tasks', 'notes', 'filters', 'accounts'] as const;

/** Exchange Online over IMAP. */
export const EXCHANGE = 'imaps://outlook.office365.com';
/** What Google is called by. */
export const GOOGLE = 'google';

/** The three servers that a host of one's own has. */
export const SERVERS = ['imap', 'dav', 'sieve'] as const;
export type ServerName = (typeof SERVERS)[number];

/** Which server an address is of; null for none of them. */
export function serverOf({ address }: TargetDraft): ServerName | null {
  const scheme = /^([a-z]+):\/\//i.exec(address)?.[1]?.toLowerCase().replace(/s$/, '');
  return SERVERS.find((name) => name === scheme) ?? null;
}

/** An address from what somebody typed: a host alone gets the scheme that encrypts. */
export function addressFrom(server: ServerName, typed: string): string {
  const text = typed.trim();
  if (text === '' || /^[a-z]+:\/\//i.test(text)) return text;
  return `${server === 'sieve' ? 'sieve' : `${server}s`}://${text}`;
}

const PATHS: Readonly<Record<string, { readonly dav: string | null; readonly sieve: boolean }>> = {
  mailcow: { dav: '/SOGo/dav/', sieve: true },
  nextcloud: { dav: '/remote.php/dav/', sieve: true },
  dovecot: { dav: null, sieve: true },
  cyrus: { dav: '', sieve: true },
  stalwart: { dav: '', sieve: true },
};

/** The usual addresses of a product on a host. */
export function usualTargets(product: string, host: string): readonly TargetDraft[] {
  const paths = PATHS[product] ?? { dav: '', sieve: true };
  const target = (address: string): TargetDraft => ({ address, auth: 'login', admin: '' });
  return [
    target(`imaps://${host}`),
    ...(paths.dav === null ? [] : [target(`davs://${host}${paths.dav}`)]),
    ...(paths.sieve ? [target(`sieve://${host}`)] : []),
  ];
}

/** The options of destinations with one of them given, or taken back. */
export function withOwn(own: Draft['own'], name: string, value: string | true | null): Draft['own'] {
  const others = Object.entries(own).filter(([each]) => each !== name);
  return Object.fromEntries(value === null ? others : [...others, [name, value]]);
}

/** What a way needs. */
export type Missing = 'way' | 'out' | 'key' | 'application' | 'server' | 'password' | 'users';

/** What is still missing, the first of it; null where a way has all that it needs. */
export function missingIn({ way, out, targets }: Draft, secrets: SecretsView): Missing | null {
  const isSecretMissing = targets.some(
    ({ address, auth }) => auth !== '' && auth !== 'login' && !secrets.targets.includes(address),
  );
  switch (way) {
    case null:
      return 'way';
    case 'files':
      return out === '' ? 'out' : null;
    case 'google':
      return secrets.targets.includes(targets[0]?.address ?? GOOGLE) ? null : 'key';
    case 'microsoft':
      return out === '' ? 'out' : isSecretMissing ? 'application' : null;
    case 'servers':
      if (targets.every(({ address }) => address === '')) return 'server';
      if (isSecretMissing) return 'password';
      return needsUsers({ way, targets }) && secrets.users === null ? 'users' : null;
  }
}

/** Whether somebody signs in with a password of his own. */
export function needsUsers({ way, targets }: Pick<Draft, 'way' | 'targets'>): boolean {
  return way === 'servers' && targets.some(({ address, auth }) => address !== '' && (auth === '' || auth === 'login'));
}
