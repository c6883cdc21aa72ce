/** The token endpoint for service accounts with domain-wide delegation (RFC 7523): all scopes of a request are delegated, or none is. */
import { generateKeyPairSync, type KeyObject, randomUUID, verify } from 'node:crypto';
import type { Reply } from './reply.js';

const SCOPE_ROOT = 'https://www.googleapis.com/auth/';
const EMAIL = 'mover@project.iam.example.com';

interface Token {
  readonly user: string;
  readonly scopes: readonly string[];
  readonly until: number;
}

let made: { readonly publicKey: KeyObject; readonly privateKey: string } | null = null;

/** One pair for all tests of a process: making one takes a while. */
function keys(): { readonly publicKey: KeyObject; readonly privateKey: string } {
  if (made !== null) return made;
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  made = { publicKey, privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  return made;
}

/** Google's own clients name the service by its name, wherever they send the request. */
const GOOGLE = 'https://oauth2.googleapis.com/token';

export class Tokens {
  /** Scopes that an administrator has delegated, without the common beginning of their names; null for all. */
  delegated: readonly string[] | null = null;
  /** Users that exist; null for all. */
  users: readonly string[] | null = null;
  lifetimeSeconds = 3600;
  given = 0;
  readonly #tokens = new Map<string, Token>();

  /** The key file as Google's console gives it. */
  keyFile(root: string): string {
    return JSON.stringify({
      type: 'service_account',
      project_id: 'project',
      private_key_id: 'key-1',
      private_key: keys().privateKey,
      client_email: EMAIL,
      client_id: '100000000000000000001',
      token_uri: `${root}/token`,
    });
  }

  /** Every token given so far is refused from now on. */
  expire(): void {
    this.#tokens.clear();
  }

  /** Whose token an Authorization field holds; null where it holds none that is good. */
  owner(authorization: string | undefined): Token | null {
    const token = this.#tokens.get((authorization ?? '').replace(/^Bearer /, ''));
    return token === undefined || token.until < Date.now() ? null : token;
  }

  answer(form: string, root: string): Reply {
    const fields = new URLSearchParams(form);
    if (fields.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
      return { status: 400, body: { error: 'unsupported_grant_type' } };
    const claims = this.#claimsOf(fields.get('assertion') ?? '');
    if (claims?.['iss'] !== EMAIL || ![`${root}/token`, GOOGLE].includes(String(claims['aud'])))
      return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid JWT Signature.' } };
    const user = String(claims['sub']);
    if (this.users?.includes(user) === false)
      return { status: 400, body: { error: 'invalid_grant', error_description: 'Invalid email or User ID' } };
    const scopes = String(claims['scope']).split(' ');
    const { delegated } = this;
    if (delegated !== null && scopes.some((scope) => !delegated.includes(scope.replace(SCOPE_ROOT, ''))))
      return {
        status: 401,
        body: {
          error: 'unauthorized_client',
          error_description: 'Client is unauthorized to retrieve access tokens using this method',
        },
      };
    this.given += 1;
    const token = randomUUID();
    this.#tokens.set(token, { user, scopes, until: Date.now() + this.lifetimeSeconds * 1000 });
    return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: this.lifetimeSeconds } };
  }

  #claimsOf(assertion: string): Readonly<Record<string, unknown>> | null {
    const [head = '', body = '', signature = ''] = assertion.split('.');
    const genuine = verify(
      'RSA-SHA256',
      Buffer.from(`${head}.${body}`),
      keys().publicKey,
      Buffer.from(signature, 'base64url'),
    );
    return genuine
      ? (JSON.parse(Buffer.from(body, 'base64url').toString()) as Readonly<Record<string, unknown>>)
      : null;
  }
}
