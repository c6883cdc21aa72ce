/** How a user is known to an HTTP server: Basic (RFC 7617), Digest (RFC 7616), Bearer (RFC 6750). Nothing in here is printed. */
import { createHash, randomBytes } from 'node:crypto';

/** What a login needs to know of a request. */
export interface LoginRequest {
  readonly method: string;
  readonly url: URL;
}

export interface HttpLogin {
  /** The Authorization field to begin with; null for none. */
  header(request: LoginRequest): Promise<string | null>;
  /** Another try after a challenge; null when there is none. */
  retry(request: LoginRequest, challenges: string): Promise<string | null>;
}

/** Name and password: Basic, or Digest once a server asks for that. */
export function passwordLogin(user: string, password: string): HttpLogin {
  const basic = `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
  let digest: DigestLogin | null = null;
  return {
    header: (request) => Promise.resolve(digest?.answer(request) ?? basic),
    retry: (request, challenges) => {
      const challenge = digestChallenge(challenges);
      if (challenge === null) return Promise.resolve(null);
      // The same question a second time means that the answer was wrong, unless only its number had grown old.
      if (digest !== null && !challenge.stale && digest.nonce === challenge.nonce) return Promise.resolve(null);
      digest = new DigestLogin(user, password, challenge);
      return Promise.resolve(digest.answer(request));
    },
  };
}

/** A token, asked for anew once when a server refuses the one it got. */
export function tokenLogin(token: () => Promise<string>): HttpLogin {
  let last = '';
  return {
    header: async () => {
      last = await token();
      return `Bearer ${last}`;
    },
    retry: async () => {
      const next = await token();
      return next === last ? null : `Bearer ${next}`;
    },
  };
}

interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly algorithm: 'MD5' | 'SHA-256';
  readonly qop: boolean;
  readonly stale: boolean;
}

class DigestLogin {
  readonly #user: string;
  readonly #password: string;
  readonly #challenge: Challenge;
  #count = 0;

  constructor(user: string, password: string, challenge: Challenge) {
    this.#user = user;
    this.#password = password;
    this.#challenge = challenge;
  }

  get nonce(): string {
    return this.#challenge.nonce;
  }

  answer({ method, url }: LoginRequest): string {
    const { realm, nonce, opaque, algorithm, qop } = this.#challenge;
    const hash = (text: string): string =>
      createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
        .update(text)
        .digest('hex');
    this.#count += 1;
    const uri = `${url.pathname}${url.search}`;
    const nc = this.#count.toString(16).padStart(8, '0');
    const cnonce = randomBytes(8).toString('hex');
    const secret = hash(`${this.#user}:${realm}:${this.#password}`);
    const what = hash(`${method}:${uri}`);
    const response = qop ? hash(`${secret}:${nonce}:${nc}:${cnonce}:auth:${what}`) : hash(`${secret}:${nonce}:${what}`);
    return [
      `Digest username=${quotedString(this.#user)}`,
      `realm=${quotedString(realm)}`,
      `nonce=${quotedString(nonce)}`,
      `uri=${quotedString(uri)}`,
      `algorithm=${algorithm}`,
      `response="${response}"`,
      ...(qop ? [`qop=auth`, `nc=${nc}`, `cnonce="${cnonce}"`] : []),
      ...(opaque === null ? [] : [`opaque=${quotedString(opaque)}`]),
    ].join(', ');
  }
}

/** The Digest challenge among what a server offers, the strongest that we know. */
function digestChallenge(challenges: string): Challenge | null {
  const found: Challenge[] = [];
  for (const piece of challenges.split(/(?:^|,)\s*(?=Digest\s)/i)) {
    if (!/^Digest\s/i.test(piece)) continue;
    const fields = new Map<string, string>();
    for (const [, name = '', quoted, bare = ''] of piece
      .slice('Digest '.length)
      .matchAll(/([a-z]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/gi))
      if (!fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare);
    const algorithm = (fields.get('algorithm') ?? 'MD5').toUpperCase();
    if (algorithm !== 'MD5' && algorithm !== 'SHA-256') continue;
    const qop = fields.get('qop');
    // Without `auth` among them the body would have to be part of the answer.
    if (qop !== undefined && !/(?:^|[\s,])auth(?:$|[\s,])/i.test(qop)) continue;
    found.push({
      realm: fields.get('realm') ?? '',
      nonce: fields.get('nonce') ?? '',
      opaque: fields.get('opaque') ?? null,
      algorithm,
      qop: qop !== undefined,
      stale: /^true$/i.test(fields.get('stale') ?? ''),
    });
  }
  return found.find(({ algorithm }) => algorithm === 'SHA-256') ?? found[0] ?? null;
}

function quotedString(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}
