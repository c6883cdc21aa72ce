import { hash, randomBytes } from 'node:crypto';

/** Where the passwords of the new accounts come from. */
export type Passwords =
  /** Columns stay empty. */
  | { readonly kind: 'none' }
  /** A one-time password for each user; `earlier` ones (by address in lower case) are kept, so that a second run agrees. */
  | { readonly kind: 'generate'; readonly earlier: ReadonlyMap<string, string> }
  /** Known passwords by address in lower case. They open the old account too. */
  | { readonly kind: 'given'; readonly byAddress: ReadonlyMap<string, string> };

/** No letters or digits that people take for one another, nothing that a format or a shell could trip over. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

/**
 * Gives strong one-time passwords: four groups of four characters, 92 bits, with upper case, lower case and digits (which
 * Microsoft demands). `Kd7m-Wq3x-Tz9p-Hf4n` can be read aloud.
 */
export function passwordGenerator(): () => string {
  const character = evenLetters();
  return () => {
    for (;;) {
      const password = Array.from({ length: 16 }, character)
        .join('')
        .replace(/.{4}(?=.)/g, '$&-');
      if (/[A-Z]/.test(password) && /[a-z]/.test(password) && /\d/.test(password)) return password;
    }
  };
}

/** Draws letters evenly. Bytes are fetched many at a time: asking the system for each costs more than all else. */
function evenLetters(): () => string {
  let pool: Buffer = Buffer.alloc(0);
  let at = 0;
  return () => {
    for (;;) {
      if (at === pool.length) {
        pool = randomBytes(4096);
        at = 0;
      }
      const byte = pool[at] ?? 0;
      at += 1;
      // A byte above the last whole multiple would make some letters likelier than others.
      if (byte < letters.length * 4) return letters[byte % letters.length] ?? '';
    }
  };
}

/**
 * A salted hash in the form `{SSHA512}` (Dovecot) or `{SSHA}` (OpenLDAP without modules): base64 of hash and salt. The salt
 * follows from address and password, so that the same input gives the same file.
 */
export function saltedHash(scheme: 'SSHA' | 'SSHA512', address: string, password: string): string {
  const salt = hash('sha256', `${address}\0${password}`, 'buffer').subarray(0, 8);
  const salted = Buffer.concat([Buffer.from(password, 'utf8'), salt]);
  const digest = hash(scheme === 'SSHA' ? 'sha1' : 'sha512', salted, 'buffer');
  return `{${scheme}}${Buffer.concat([digest, salt]).toString('base64')}`;
}
