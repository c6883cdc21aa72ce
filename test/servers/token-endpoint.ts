import { generateKeyPairSync, randomUUID, verify } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service on loopback that gives access tokens as Google's and Microsoft's do, and tells Dovecot whose they are. */
export interface TokenEndpoint {
  readonly url: string;
  /** The key file of a service account that this endpoint knows. */
  readonly googleKey: string;
  /** The registration of an application that this endpoint knows. */
  readonly microsoftKey: string;
  /** How many tokens it gave. */
  readonly given: number;
  /** Seconds that tokens are good for. */
  lifetime: number;
  stop(): Promise<void>;
}

const CLIENT = { email: 'mover@project.iam.example.com', id: 'client-1', secret: 'client-secret' };

/** Starts the service. A Google token is for one user; a Microsoft token is good for every user. */
export async function startTokenEndpoint(): Promise<TokenEndpoint> {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const owners = new Map<string, string>();
  const state = { given: 0, lifetime: 3600 };
  const give = (owner: string): object => {
    state.given += 1;
    const token = randomUUID();
    owners.set(token, owner);
    return { access_token: token, token_type: 'Bearer', expires_in: state.lifetime };
  };
  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  const answer = async (request: IncomingMessage): Promise<[number, object]> => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === '/tokeninfo') {
      const owner = owners.get(url.searchParams.get('access_token') ?? '');
      return owner === undefined ? [400, { error: 'invalid_token' }] : [200, { email: owner }];
    }
    const form = new URLSearchParams(await readAll(request));
    if (form.get('grant_type') === 'client_credentials') {
      const known = form.get('client_id') === CLIENT.id && form.get('client_secret') === CLIENT.secret;
      return known ? [200, give('anna')] : [401, { error: 'invalid_client', error_description: 'unknown client' }];
    }
    const [head = '', body = '', signature = ''] = (form.get('assertion') ?? '').split('.');
    const genuine = verify(
      'RSA-SHA256',
      Buffer.from(`${head}.${body}`),
      publicKey,
      Buffer.from(signature, 'base64url'),
    );
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString() || '{}') as Record<string, unknown>;
    const fits = genuine && claims['iss'] === CLIENT.email && claims['scope'] === 'https://mail.google.com/';
    return fits
      ? [200, give(String(claims['sub']))]
      : [401, { error: 'unauthorized_client', error_description: 'the scope is not authorised' }];
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    googleKey: JSON.stringify({
      type: 'service_account',
      client_email: CLIENT.email,
      private_key_id: 'key-1',
      private_key: privateKey.export({ type: 'pkcs8', format: 'pem' }),
      token_uri: `${url}/token`,
    }),
    microsoftKey: JSON.stringify({
      tenant_id: 't',
      client_id: CLIENT.id,
      client_secret: CLIENT.secret,
      authority: url,
    }),
    get given() {
      return state.given;
    },
    get lifetime() {
      return state.lifetime;
    },
    set lifetime(seconds: number) {
      state.lifetime = seconds;
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request as AsyncIterable<Buffer>) text += chunk.toString('utf8');
  return text;
}

/** Lines for Dovecot's configuration that make it ask the endpoint; `file` gets the part that has a file of its own. */
export function dovecotOauth(file: string): string {
  return `auth_mechanisms = plain login xoauth2 oauthbearer
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${file}
}
`;
}

/** What that file holds. */
export function dovecotOauthFile(url: string): string {
  return `tokeninfo_url = ${url}/tokeninfo?access_token=
username_attribute = email
`;
}
