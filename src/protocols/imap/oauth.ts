/**
 * Access tokens for a whole company without its users' passwords: a Google service account that may act for every user of
 * the domain, or a Microsoft application with the right IMAP.AccessAsApp.
 */
import { sign } from 'node:crypto';
import { UserError } from '../../core/errors.js';

/** Gives a valid token for a user; asks for a new one when the last one is about to expire. */
export type TokenSource = (user: string) => Promise<string>;

/** The identity service said no. */
export class TokenRefused extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'TokenRefused';
  }
}

const GMAIL_SCOPE = 'https://mail.google.com/';
const EXCHANGE_SCOPE = 'https://outlook.office365.com/.default';
/** A token with less life than this is not worth a login. */
const MARGIN_MS = 5 * 60_000;
const ANSWER_WITHIN_MS = 30_000;

/**
 * A token source for the JSON key of a Google service account (domain-wide delegation, RFC 7523) or for a Microsoft
 * application (`tenant_id`, `client_id`, `client_secret`; client credentials, RFC 6749 section 4.4). Throws a UserError
 * when the file is neither.
 */
export function tokenSource(kind: 'google' | 'microsoft', json: string, now: () => number = Date.now): TokenSource {
  const fields = parseFields(json);
  const request = kind === 'google' ? googleRequest(fields, now) : microsoftRequest(fields);
  return cached(request, now);
}

interface TokenRequest {
  readonly endpoint: URL;
  /** Users who share a token have the same key. */
  cacheKey(user: string): string;
  form(user: string): URLSearchParams;
}

function googleRequest(fields: ReadonlyMap<string, string>, now: () => number): TokenRequest {
  const email = need(fields, 'client_email', 'the key of a Google service account');
  const key = need(fields, 'private_key', 'the key of a Google service account');
  const endpoint = secureUrl(fields.get('token_uri') ?? 'https://oauth2.googleapis.com/token');
  return {
    endpoint,
    cacheKey: (user) => user,
    form: (user) => {
      const issued = Math.floor(now() / 1000);
      const claims = { iss: email, sub: user, scope: GMAIL_SCOPE, aud: endpoint.href, iat: issued, exp: issued + 3600 };
      const id = fields.get('private_key_id');
      const header = { alg: 'RS256', typ: 'JWT', ...(id === undefined ? {} : { kid: id }) };
      return new URLSearchParams({
        grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
        assertion: signedToken(header, claims, key),
      });
    },
  };
}

function microsoftRequest(fields: ReadonlyMap<string, string>): TokenRequest {
  const what = 'the registration of a Microsoft application';
  const tenant = need(fields, 'tenant_id', what);
  const client = need(fields, 'client_id', what);
  const secret = need(fields, 'client_secret', what);
  const authority = fields.get('authority') ?? 'https://login.microsoftonline.com';
  return {
    endpoint: secureUrl(`${authority.replace(/\/$/, '')}/${encodeURIComponent(tenant)}/oauth2/v2.0/token`),
    cacheKey: () => '',
    form: () =>
      new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client,
        client_secret: secret,
        scope: EXCHANGE_SCOPE,
      }),
  };
}

function signedToken(header: object, claims: object, key: string): string {
  const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
  const text = `${encode(header)}.${encode(claims)}`;
  return `${text}.${sign('RSA-SHA256', Buffer.from(text), key).toString('base64url')}`;
}

function cached(request: TokenRequest, now: () => number): TokenSource {
  const tokens = new Map<string, { readonly token: string; readonly until: number }>();
  return async (user) => {
    const key = request.cacheKey(user);
    const known = tokens.get(key);
    if (known !== undefined && known.until > now() + MARGIN_MS) return known.token;
    const fresh = await ask(request, user);
    tokens.set(key, { token: fresh.token, until: now() + fresh.seconds * 1000 });
    return fresh.token;
  };
}

async function ask(request: TokenRequest, user: string): Promise<{ readonly token: string; readonly seconds: number }> {
  const { host } = request.endpoint;
  let response: Response;
  let answer: unknown;
  try {
    response = await fetch(request.endpoint, {
      method: 'POST',
      body: request.form(user),
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
  if (response.status >= 500) throw new Error(`${host} gave no token: ${reason}`);
  throw new TokenRefused(`${host} gave no token for ${user}: ${reason}`);
}

function parseFields(json: string): ReadonlyMap<string, string> {
  try {
    const parsed: unknown = JSON.parse(json);
    const entries = typeof parsed === 'object' && parsed !== null ? Object.entries(parsed) : [];
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    // What the file holds is a secret: the parser's words would show a piece of it.
    throw new UserError('the secret file is no JSON: it must hold the key file as it was downloaded');
  }
}

function need(fields: ReadonlyMap<string, string>, name: string, what: string): string {
  const value = fields.get(name);
  if (value === undefined || value === '') throw new UserError(`the secret file has no "${name}": it is not ${what}`);
  return value;
}

/** Secrets travel encrypted; only a service on this very machine may do without. */
function secureUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const local = url !== null && /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url === null || (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))) {
    throw new UserError('the secret file names a token service that is no https address');
  }
  return url;
}
