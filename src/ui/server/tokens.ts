/** Who may come in: a token opens the door once and becomes a cookie. */
import { randomBytes, timingSafeEqual } from 'node:crypto';

/** What cannot be guessed. */
function secretText(): string {
  return randomBytes(32).toString('base64url');
}

function isSame(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** One cookie for the life of the program, and tokens that are given for it. */
export class Tokens {
  readonly cookie = secretText();
  readonly #unused = new Set<string>();

  /** A token for one more browser. Those of before that nobody used die: an address that was copied somewhere opens nothing. */
  give(): string {
    const token = secretText();
    this.#unused.clear();
    this.#unused.add(token);
    return token;
  }

  /** Whether it opens the door. After that it does not any more. */
  use(token: string): boolean {
    const found = [...this.#unused].find((each) => isSame(each, token));
    if (found === undefined) return false;
    this.#unused.delete(found);
    return true;
  }

  isCookie(value: string): boolean {
    return isSame(value, this.cookie);
  }
}
