/** What must not be seen: kept in memory until the program ends, and only ever counted. */
import { UserError } from '../../core/errors.js';
import { parseUsersFile } from '../../transfer/plan/users-file.js';
import type { SecretsView } from '../api.js';
import { record } from './readers.js';
import { HELD, secretFile } from './flags.js';

/** Characters of a users file, and of a password or key file. */
const MOST_USERS = 16 << 20;
const MOST_SECRET = 64 << 10;

export class SecretBox {
  #users: string | null = null;
  #view: Pick<SecretsView, 'users' | 'problems'> = { users: null, problems: [] };
  readonly #targets = new Map<string, string>();

  /** Takes what is given. Throws a UserError that has none of it in its words, but for addresses and numbers of lines. */
  take(given: unknown): void {
    const { users, targets } = record(given, 'secrets');
    if (users !== undefined) this.#takeUsers(secret(users, MOST_USERS));
    for (const [address, value] of Object.entries(targets === undefined ? {} : record(targets, 'targets'))) {
      const words = secret(value, MOST_SECRET);
      if (words === '') this.#targets.delete(address);
      else this.#targets.set(address, words);
    }
  }

  forget(): void {
    this.#users = null;
    this.#view = { users: null, problems: [] };
    this.#targets.clear();
  }

  get view(): SecretsView {
    return { ...this.#view, targets: [...this.#targets.keys()] };
  }

  get hasUsers(): boolean {
    return this.#users !== null;
  }

  /** The users file, for whoever asks for it to be written. */
  get usersText(): string | null {
    return this.#users;
  }

  /** By the paths that flags call them. */
  held(usersFile: string): Record<string, string> {
    return {
      ...(this.#users === null ? {} : { [usersFile]: this.#users }),
      ...Object.fromEntries([...this.#targets].map(([address, words]) => [secretFile(address), words])),
    };
  }

  #takeUsers(text: string): void {
    if (text.trim() === '') {
      this.#users = null;
      this.#view = { users: null, problems: [] };
      return;
    }
    const { accounts, problems } = parseUsersFile(Buffer.from(text), HELD.users);
    const withPassword = accounts.filter(({ targetPassword }) => targetPassword !== null).length;
    this.#users = text;
    this.#view = { users: { accounts: accounts.length, withPassword }, problems };
  }
}

function secret(value: unknown, most: number): string {
  if (typeof value !== 'string' || value.length > most) throw new UserError('A secret is a text, and no long one.');
  return value;
}
