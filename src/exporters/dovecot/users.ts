/** Who may log in to the exported mail, and with which password. */
import { encodeRows } from '../accounts/account-file.js';
import { saltedHash } from '../accounts/passwords.js';

/** A mailbox as the server offers it. */
export interface DovecotUser {
  /** Name of its directory below `mail/`: the address, but for what no file name takes. */
  readonly name: string;
  readonly password: string;
}

/** The login: Dovecot looks it up in lower case, and takes a line that begins with `#` for a comment. */
export function dovecotLogin(name: string): string {
  return name.toLowerCase().replace(/^#/, '_');
}

/**
 * The passwd-file, for passdb and userdb: login, salted hash, and as home the directory of the mail. `mail` is its absolute
 * path, without `:` and line breaks, which the format has no way to quote.
 */
export function dovecotUsers(users: readonly DovecotUser[], mail: string): string {
  return users
    .map(({ name, password }) => {
      const login = dovecotLogin(name);
      return `${login}:${saltedHash('SSHA512', login, password)}::::${mail}/${name}::\n`;
    })
    .join('');
}

/** The passwords themselves, for whoever fills in the forms of a migration. `--passwords` takes the file, too. */
export function dovecotPasswords(users: readonly DovecotUser[]): string {
  const rows = users.map(({ name, password }) => [dovecotLogin(name), password]);
  return encodeRows([['address', 'password'], ...rows], { kind: 'csv' });
}
