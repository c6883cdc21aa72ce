import { createHash, randomBytes } from 'node:crypto';

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
 * A strong one-time password: four groups of four characters, 92 bits, with upper case, lower case and digits (which
 * Microsoft demands). `Kd7m-Wq3x-Tz9p-Hf4n` can be read aloud.
 */
export function generatePassword(): string {
  for (;;) {
    const characters = randomCharacters(16);
    const password = characters.replace(/.{4}(?=.)/g, '$&-');
    if (/[A-Z]/.test(password) && /[a-z]/.test(password) && /\d/.test(password)) return password;
  }
}

function randomCharacters(count: number): string {
  let characters = '';
  while (characters.length < count) {
    for (const byte of randomBytes(count * 2)) {
      // A byte above the last whole multiple would make some characters likelier than others.
      if (byte < letters.length * 4 && characters.length < count) characters += letters[byte % letters.length] ?? '';
    }
  }
  return characters;
}

/**
 * A salted hash in the form `{SSHA512}` (Dovecot) or `{SSHA}` (OpenLDAP without modules): base64 of hash and salt. The salt
 * follows from address and password, so that the same input gives the same file.
 */
export function saltedHash(scheme: 'SSHA' | 'SSHA512', address: string, password: string): string {
  const salt = createHash('sha256').update(`${address}\0${password}`).digest().subarray(0, 8);
  const hash = createHash(scheme === 'SSHA' ? 'sha1' : 'sha512')
    .update(password, 'utf8')
    .update(salt);
  return `{${scheme}}${Buffer.concat([hash.digest(), salt]).toString('base64')}`;
}
