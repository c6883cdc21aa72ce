/** ManageSieve (RFC 5804): scripts of one user, over a connection that is encrypted by STARTTLS. */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { ConnectError, ConnectionLost } from '../../core/failures.js';
import { networkWords } from '../network-words.js';
import type { Login } from '../../core/login.js';
import { trustBesides } from '../trust.js';
import { type Response, ResponseReader } from './response.js';

export interface SieveSetup {
  readonly host: string;
  readonly port: number;
  /** Nothing shall be encrypted: the user asked for it. */
  readonly plaintext: boolean;
  /** False only when the user asked for it. */
  readonly verifyCertificate: boolean;
  /** PEM certificates to trust besides those that Node trusts anyway. */
  readonly trusted: Buffer | null;
  /** Milliseconds without a byte after which a connection counts as lost. */
  readonly timeoutMs: number;
  readonly login: Login;
  /** Gets what is said on the wire, but no login and no script. */
  readonly trace: ((line: string) => void) | undefined;
}

/** A script of a user. */
export interface ScriptName {
  readonly name: string;
  readonly active: boolean;
}

/** What a server said no with: its words, and the code in front of them (`QUOTA/MAXSIZE`). */
export interface SieveAnswer {
  readonly ok: boolean;
  readonly code: string;
  readonly words: string;
}

export class SieveClient {
  readonly #setup: SieveSetup;
  #socket: Socket;
  #reader: ResponseReader;
  #capabilities: ReadonlyMap<string, string>;
  lost: ConnectionLost | null = null;

  private constructor(setup: SieveSetup, socket: Socket, reader: ResponseReader) {
    this.#setup = setup;
    this.#socket = socket;
    this.#reader = reader;
    this.#capabilities = new Map();
  }

  /** Connects, encrypts and logs in. Rejects with ConnectError. */
  static async connect(setup: SieveSetup): Promise<SieveClient> {
    const { host, port, timeoutMs } = setup;
    const socket = connectTcp({ host, port });
    socket.setNoDelay(true);
    const client = new SieveClient(setup, socket, new ResponseReader(socket, timeoutMs));
    try {
      await client.#begin();
      return client;
    } catch (error) {
      client.close();
      throw asConnectError(error, `${host}:${port}`);
    }
  }

  /** Names of the extensions that scripts may use. */
  get extensions(): ReadonlySet<string> {
    return new Set((this.#capabilities.get('SIEVE') ?? '').split(/\s+/).filter((name) => name !== ''));
  }

  /** What runs there. */
  get implementation(): string {
    return this.#capabilities.get('IMPLEMENTATION') ?? 'ManageSieve';
  }

  /** All scripts of the user. Rejects with ConnectionLost. */
  async list(): Promise<readonly ScriptName[]> {
    const { lines } = await this.#run('LISTSCRIPTS');
    return lines.map(([name = '', ...rest]) => ({
      name,
      active: rest.some((word) => word.toUpperCase() === 'ACTIVE'),
    }));
  }

  /** The text of a script; null when it is not there. */
  async get(name: string): Promise<string | null> {
    const { ok, lines } = await this.#run(`GETSCRIPT ${quoted(name)}`);
    return ok ? (lines[0]?.[0] ?? '') : null;
  }

  /** Stores a script; one of that name is replaced. */
  async put(name: string, script: string): Promise<SieveAnswer> {
    const bytes = Buffer.byteLength(script);
    return this.#run(
      `PUTSCRIPT ${quoted(name)} {${bytes}+}\r\n${script}`,
      `PUTSCRIPT ${quoted(name)} (${bytes} octets)`,
    );
  }

  /** Makes it the one that is used, in place of any other. */
  async activate(name: string): Promise<SieveAnswer> {
    return this.#run(`SETACTIVE ${quoted(name)}`);
  }

  close(): void {
    this.lost ??= new ConnectionLost('the connection was closed');
    this.#socket.end();
    this.#socket.destroy();
  }

  async #begin(): Promise<void> {
    const { plaintext, host, verifyCertificate, trusted, timeoutMs } = this.#setup;
    this.#greet(await this.#reader.next());
    if (!plaintext) {
      if (!this.#capabilities.has('STARTTLS'))
        throw new ConnectError('tls', 'the server offers no encryption (STARTTLS); --to-plaintext does without');
      const answer = await this.#run('STARTTLS');
      if (!answer.ok) throw new ConnectError('tls', `no encrypted connection: ${answer.words}`);
      this.#reader.stop();
      const secured = connectTls({
        socket: this.#socket,
        ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
        rejectUnauthorized: verifyCertificate,
        ...(trusted === null ? {} : { secureContext: trustBesides(trusted) }),
      });
      this.#socket = secured;
      this.#reader = new ResponseReader(secured, timeoutMs);
      this.#greet(await this.#reader.next());
    }
    await this.#authenticate();
  }

  #greet({ ok, words, lines }: Response): void {
    if (!ok) throw new ConnectError('network', words);
    this.#capabilities = new Map(lines.map(([name = '', value = '']) => [name.toUpperCase(), value]));
  }

  async #authenticate(): Promise<void> {
    const { login, host } = this.#setup;
    const [mechanism, secret] = await saslOf(login, host);
    const initial = Buffer.from(secret, 'utf8').toString('base64');
    const answer = await this.#run(`AUTHENTICATE "${mechanism}" "${initial}"`, `AUTHENTICATE "${mechanism}"`);
    if (!answer.ok) throw new ConnectError('login', `refused the login of ${login.user}: ${answer.words}`);
    // Extensions are another list for who is known.
    const { ok, lines } = await this.#run('CAPABILITY');
    if (ok) this.#capabilities = new Map(lines.map(([name = '', value = '']) => [name.toUpperCase(), value]));
  }

  async #run(command: string, shown = command): Promise<Response> {
    if (this.lost !== null) throw this.lost;
    const { trace } = this.#setup;
    trace?.(`> ${shown}`);
    try {
      this.#socket.write(`${command}\r\n`);
      const response = await this.#reader.next();
      trace?.(`< ${response.ok ? 'OK' : 'NO'} ${response.code} ${response.words}`.trimEnd());
      if (response.bye) throw new ConnectionLost(`the server hung up: ${response.words}`);
      return response;
    } catch (error) {
      if (error instanceof ConnectionLost) this.lost ??= error;
      throw error;
    }
  }
}

/** A string of the protocol: quoted, since names of scripts are short. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&')}"`;
}

/** SASL mechanism and first message: PLAIN (RFC 4616), or OAUTHBEARER (RFC 7628). */
async function saslOf(login: Login, host: string): Promise<readonly [string, string]> {
  switch (login.kind) {
    case 'password':
    case 'kerio-master':
      return ['PLAIN', `\0${login.user}\0${login.password}`];
    case 'admin':
      return ['PLAIN', `${login.user}\0${login.admin}\0${login.password}`];
    case 'master':
      return ['PLAIN', `\0${login.user}${login.separator}${login.admin}\0${login.password}`];
    case 'token':
      return [
        'OAUTHBEARER',
        `n,a=${login.user},\x01host=${host}\x01auth=Bearer ${await login.token(login.user)}\x01\x01`,
      ];
  }
}

function asConnectError(error: unknown, server: string): ConnectError {
  if (error instanceof ConnectError) return new ConnectError(error.kind, `sieve://${server}: ${error.message}`, error);
  const { code = '', message } = error as NodeJS.ErrnoException;
  if (/CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(code)) {
    const remedy = 'trust it with --ca, or skip the check with --to-insecure';
    return new ConnectError(
      'tls',
      `sieve://${server}: its certificate cannot be trusted (${message}): ${remedy}`,
      error,
    );
  }
  const kind = code.startsWith('ERR_SSL') ? 'tls' : 'network';
  return new ConnectError(kind, `sieve://${server} cannot be reached: ${networkWords(error as Error)}`, error);
}
