/** How large a message may be on the ways that lead to a destination (docs/destinations-mail.md). */

/** A limit in bytes, one of `SIZE_CLASSES`, and what stops there. */
export interface SizeLimit {
  readonly bytes: number;
  readonly what: string;
}

/** A destination and its limits. */
export interface Destination {
  readonly name: string;
  readonly limits: readonly SizeLimit[];
}

const GOOGLE: Destination = {
  name: 'Google Workspace',
  limits: [
    { bytes: 25_000_000, what: 'Google’s migration service leaves out what is larger' },
    { bytes: 35_000_000, what: 'Gmail takes no more over IMAP' },
    { bytes: 150_000_000, what: 'Gmail takes no more through its API (GYB, Google’s import script)' },
  ],
};

const MICROSOFT: Destination = {
  name: 'Microsoft 365',
  limits: [
    { bytes: 35_000_000, what: 'Microsoft’s IMAP migration, and a mailbox as it is delivered, take no more' },
    { bytes: 150_000_000, what: 'the most that a mailbox can be set to take' },
  ],
};

/** The destination of an export by its `--target`. Others have no limit that is known beforehand. */
export function destinationOf(target: string): Destination {
  if (target === 'google') return GOOGLE;
  if (target === 'microsoft') return MICROSOFT;
  return { name: 'any mail server or mail program', limits: [] };
}

/** The destination of a migration by the name of its server; over IMAP only one of Gmail's limits counts. */
export function destinationOfServer(server: string): Destination {
  const host = server
    .replace(/^\w+:\/\//, '')
    .replace(/:\d+$/, '')
    .toLowerCase();
  if (/(?:^|\.)(?:gmail|googlemail)\.com$/.test(host)) {
    return { name: host, limits: GOOGLE.limits.filter(({ what }) => what.includes('IMAP')) };
  }
  if (/(?:^|\.)(?:office365|outlook)\.com$/.test(host)) return { name: host, limits: MICROSOFT.limits };
  return { name: server, limits: [] };
}
