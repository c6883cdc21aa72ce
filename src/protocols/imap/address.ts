import { UserError } from '../../core/errors.js';

/** Where an IMAP server is, and how the connection is kept private. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** `tls` from the first byte (RFC 8314), `starttls` after the greeting, `none` only when the user asked for it. */
  readonly security: 'tls' | 'starttls' | 'none';
}

/** Whether a command line argument names a server and not a path. */
export function isServerAddress(text: string): boolean {
  return /^imaps?:\/\//i.test(text);
}

/**
 * Reads `imaps://host[:port]` or `imap://host[:port]` (RFC 5092, without user and mailbox). `plaintext` allows `imap://`
 * without encryption. Throws a UserError for anything else, above all for a password in the address.
 */
export function parseServerAddress(text: string, plaintext = false): ServerAddress {
  const match = /^(imaps?):\/\/(?:(.*)@)?(\[[0-9a-f:.]+\]|[^/:@\s]+)(?::(\d{1,5}))?\/?$/i.exec(text);
  const [, scheme = '', user, host = '', port] = match ?? [];
  if (user !== undefined) {
    throw new UserError(
      'the server address must not hold a user or password: name users in the file given by --users, passwords there or in a secret file',
    );
  }
  if (match === null) throw new UserError(`${text} is no server address: write imaps://host or imaps://host:port`);
  const secure = scheme.toLowerCase() === 'imaps';
  if (secure && plaintext) {
    throw new UserError(`${text} is encrypted: write imap:// where nothing shall be encrypted`);
  }
  const number = port === undefined ? (secure ? 993 : 143) : Number(port);
  if (number < 1 || number > 65535) throw new UserError(`${text}: ${number} is no port`);
  return {
    host: host.replace(/^\[|\]$/g, ''),
    port: number,
    security: secure ? 'tls' : plaintext ? 'none' : 'starttls',
  };
}

/** The address as people write it. */
export function formatServerAddress(address: ServerAddress): string {
  const host = address.host.includes(':') ? `[${address.host}]` : address.host;
  return `${address.security === 'tls' ? 'imaps' : 'imap'}://${host}:${address.port}`;
}
