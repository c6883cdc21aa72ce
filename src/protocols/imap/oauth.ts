/**
 * Access tokens for a whole company without its users' passwords: a Google service account that may act for every user of
 * the domain, or a Microsoft application with the right IMAP.AccessAsApp.
 */
import { need, parseFields, readServiceAccountKey, requestToken, secureUrl } from '../http/service-account.js';

/** Gives a valid token for a user; asks for a new one when the last one is about to expire. */
export type TokenSource = (user: string) => Promise<string>;

const GMAIL_SCOPE = 'https://mail.google.com/';
const EXCHANGE_SCOPE = 'https://outlook.office365.com/.default';
/** A token with less life than this is not worth a login. */
const MARGIN_MS = 5 * 60_000;

/**
 * A token source for the JSON key of a Google service account (domain-wide delegation, RFC 7523) or for a Microsoft
 * application (`tenant_id`, `client_id`, `client_secret`; client credentials, RFC 6749 section 4.4). Throws a UserError
 * when the file is neither.
 */
export function tokenSource(kind: 'google' | 'microsoft', json: string, now: () => number = Date.now): TokenSource {
  const request = kind === 'google' ? googleRequest(json, now) : microsoftRequest(parseFields(json));
  return cached(request, now);
}

interface TokenRequest {
  readonly endpoint: URL;
  /** Users who share a token have the same key. */
  cacheKey(user: string): string;
  form(user: string): URLSearchParams;
}

function googleRequest(json: string, now: () => number): TokenRequest {
  const key = readServiceAccountKey(json);
  return { endpoint: key.endpoint, cacheKey: (user) => user, form: (user) => key.form(user, [GMAIL_SCOPE], now()) };
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

function cached(request: TokenRequest, now: () => number): TokenSource {
  const tokens = new Map<string, { readonly token: string; readonly until: number }>();
  return async (user) => {
    const key = request.cacheKey(user);
    const known = tokens.get(key);
    if (known !== undefined && known.until > now() + MARGIN_MS) return known.token;
    const fresh = await requestToken(request.endpoint, request.form(user), user);
    tokens.set(key, { token: fresh.token, until: now() + fresh.seconds * 1000 });
    return fresh.token;
  };
}
