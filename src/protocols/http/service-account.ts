/**
 * Access tokens for every user of a Google Workspace domain, from the key of one service account with domain-wide delegation
 * (RFC 7523). No user's password is needed, and the key itself never leaves this machine.
 */
import { sign } from 'node:crypto';
import { UserError } from '../../core/errors.js';

/** What the key file says. */
export interface ServiceAccountKey {
  readonly email: string;
  /** The number that an administrator delegates scopes to; null in files that do not name it. */
  readonly clientId: string | null;
  readonly endpoint: URL;
  /** The form that asks for a token of a user (`sub`) with these scopes. */
  form(user: string, scopes: readonly string[], now: number): URLSearchParams;
}

/** The identity service said no: a right is missing, or there is no such user. */
export class TokenRefused extends Error {
  /** Its code: `unauthorized_client` where a scope is not delegated, `invalid_grant` where there is no such user. */
  readonly code: string;

  constructor(message: string, code: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'TokenRefused';
    this.code = code;
  }
}

/** Gives a good token for a user and scopes; `renew` throws away the one that was refused, unless there is another by now. */
export interface Tokens {
  get(user: string, scopes: readonly string[]): Promise<string>;
  renew(user: string, scopes: readonly string[], refused: string): Promise<void>;
}

const WHAT = 'the key of a Google service account';
/** A token with less life than this is not worth a request, milliseconds. */
const MARGIN_MS = 5 * 60_000;
const ANSWER_WITHIN_MS = 30_000;

/** Reads a key file. Throws a UserError when it is none; what it holds is in no message. */
export function readServiceAccountKey(json: string): ServiceAccountKey {
  const fields = parseFields(json);
  const email = need(fields, 'client_email', WHAT);
  const key = need(fields, 'private_key', WHAT);
  const id = fields.get('private_key_id');
  const endpoint = secureUrl(fields.get('token_uri') ?? 'https://oauth2.googleapis.com/token');
  const header = { alg: 'RS256', typ: 'JWT', ...(id === undefined ? {} : { kid: id }) };
  return {
    email,
    clientId: fields.get('client_id') ?? null,
    endpoint,
    form: (user, scopes, now) => {
      const issued = Math.floor(now / 1000);
      const scope = scopes.join(' ');
      const claims = { iss: email, sub: user, scope, aud: endpoint.href, iat: issued, exp: issued + 3600 };
      return new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: signedToken(header, claims, key),
      });
    },
  };
}

/** Tokens of a service account, each kept until it is about to expire. Sixteen requests that need one wait for the same. */
export function serviceAccountTokens(key: ServiceAccountKey, now: () => number = Date.now): Tokens {
  const tokens = new Map<string, Promise<{ readonly token: string; readonly until: number }>>();
  const nameOf = (user: string, scopes: readonly string[]): string => `${user} ${scopes.join(' ')}`;
  const forget = (name: string, known: Promise<unknown>): void => {
    if (tokens.get(name) === known) tokens.delete(name);
  };
  return {
    get: async (user, scopes) => {
      const name = nameOf(user, scopes);
      for (let known = tokens.get(name); known !== undefined; known = tokens.get(name)) {
        const { token, until } = await known;
        if (until > now() + MARGIN_MS) return token;
        forget(name, known);
      }
      const asked = requestToken(key.endpoint, key.form(user, scopes, now()), user).then(({ token, seconds }) => ({
        token,
        until: now() + seconds * 1000,
      }));
      tokens.set(name, asked);
      // A refusal is told to whoever asked, and asked for again by whoever comes next.
      asked.catch(() => forget(name, asked));
      return (await asked).token;
    },
    renew: async (user, scopes, refused) => {
      const name = nameOf(user, scopes);
      const known = tokens.get(name);
      const held = await known?.catch(() => null);
      if (known !== undefined && held?.token === refused) forget(name, known);
    },
  };
}

/** Asks a token service. Rejects with TokenRefused when it says no, with another error when it cannot be asked. */
export async function requestToken(
  endpoint: URL,
  form: URLSearchParams,
  user: string,
): Promise<{ readonly token: string; readonly seconds: number }> {
  const { host } = endpoint;
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(endpoint, {
      method: 'POST',
      body: form,
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    answer = await response.json().catch(() => null);
  } catch (error) {
    throw new Error(`${host} gave no token: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const {
    access_token: token,
    expires_in: seconds,
    error_description: words,
    error: code,
  } = (answer ?? {}) as Record<string, unknown>;
  if (response.ok && typeof token === 'string') return { token, seconds: Number(seconds) || 0 };
  const reason = typeof words === 'string' ? words : typeof code === 'string' ? code : `HTTP ${response.status}`;
  if (response.status >= 500 || response.status === 429) throw new Error(`${host} gave no token: ${reason}`);
  throw new TokenRefused(`${host} gave no token for ${user}: ${reason}`, typeof code === 'string' ? code : '');
}

/** The texts of a secret JSON file. Throws a UserError that shows nothing of it. */
export function parseFields(json: string): ReadonlyMap<string, string> {
  try {
    const parsed: unknown = JSON.parse(json);
    const entries = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    // What the file holds is a secret: the parser's words would show a piece of it.
    throw new UserError('the secret file is no JSON: it must hold the key file as it was downloaded');
  }
}

/** A text that the file has to have. Throws a UserError. */
export function need(fields: ReadonlyMap<string, string>, name: string, what: string): string {
  const value = fields.get(name);
  if (value === undefined || value === '') throw new UserError(`the secret file has no "${name}": it is not ${what}`);
  return value;
}

/** Secrets travel encrypted; only a service on this very machine may do without. Throws a UserError. */
export function secureUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const local = url !== null && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url === null || (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))) {
    throw new UserError('the secret file names a token service that is no https address');
  }
  return url;
}

function signedToken(header: object, claims: object, key: string): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const text = `${encode(header)}.${encode(claims)}`;
  try {
    return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
  } catch {
    throw new UserError('the "private_key" of the secret file is no RSA key: take the file as it was downloaded');
  }
}
