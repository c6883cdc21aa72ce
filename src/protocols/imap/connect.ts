/**
 * Connecting: TCP, TLS, login, by imapflow. What it hands out is ready for LIST, STATUS and FETCH, or to be taken over as
 * a `Session`.
 */
import type { ImapFlow, ImapFlowOptions, Logger } from 'imapflow';
import { ConnectError } from '../../core/failures.js';
import { formatServerAddress, type ServerAddress } from './address.js';
import type { Login } from '../../core/login.js';
import { libraryAuth } from './login.js';
import { Session, type SessionOptions } from './session.js';
import { encryptionWords, networkWords } from '../network-words.js';
import { trustBesides } from '../trust.js';

export interface Endpoint {
  readonly address: ServerAddress;
  /** False only when the user asked for it. */
  readonly verifyCertificate: boolean;
  /** PEM certificates to trust besides those that Node trusts anyway. */
  readonly trusted: Buffer | null;
  /** Milliseconds without a byte after which a connection counts as lost. */
  readonly timeoutMs: number;
}

/** Connects and logs in. Rejects with ConnectError. */
export async function connect(
  endpoint: Endpoint,
  login: Login,
  trace: ((line: string) => void) | undefined,
): Promise<ImapFlow> {
  // A megabyte of program, which nobody needs who moves contacts alone.
  const { Client } = await import('./library.js');
  const { KerioMasterClient } = await import('./kerio-master-client.js');
  let client: ImapFlow | null = null;
  try {
    const options = await clientOptions(endpoint, login, trace);
    client =
      login.kind === 'kerio-master' ? new KerioMasterClient(options, login.user, login.password) : new Client(options);
    // Without a listener a late error would end the process; whoever waits for an answer learns of it anyway.
    client.on('error', (error) => trace?.(`connection error: ${error.message}`));
    await client.connect();
    return client;
  } catch (error) {
    // The library leaves a connection open whose login was refused: it would keep the process until the server hangs up.
    client?.close();
    throw explain(error, endpoint, login);
  }
}

/** Takes a connected client over: from now on its connection belongs to the session. */
export function takeOver(client: ImapFlow, options: Omit<SessionOptions, 'capabilities'>): Session {
  const capabilities = new Set([...client.capabilities.keys()].map((name) => name.toUpperCase()));
  return new Session(client.unbind(), { ...options, capabilities });
}

async function clientOptions(
  endpoint: Endpoint,
  login: Login,
  trace: ((line: string) => void) | undefined,
): Promise<ImapFlowOptions> {
  const { address } = endpoint;
  return {
    host: address.host,
    port: address.port,
    secure: address.security === 'tls',
    // Left open, the library would go on in clear text where a server offers no STARTTLS.
    ...(address.security === 'tls' ? {} : { doSTARTTLS: address.security === 'starttls' }),
    tls: {
      rejectUnauthorized: endpoint.verifyCertificate,
      ...(endpoint.trusted === null ? {} : { secureContext: trustBesides(endpoint.trusted) }),
    },
    auth: await libraryAuth(login),
    clientInfo: { name: 'kerio-exit', version: false, vendor: false, 'support-url': false },
    // Compression makes APPEND several times slower, and ENABLE UTF8=ACCEPT would change how names are written.
    disableCompression: true,
    disableAutoEnable: true,
    disableAutoIdle: true,
    socketTimeout: endpoint.timeoutMs,
    connectionTimeout: Math.min(endpoint.timeoutMs, 30_000),
    greetingTimeout: Math.min(endpoint.timeoutMs, 30_000),
    // The plan may take a while; the warning about a held lock is no news.
    maxLockHoldTime: false,
    logger: trace === undefined ? false : libraryLogger(trace),
  };
}

/** The library masks secrets in what it logs; content of messages is at its `trace` level, which is left out. */
function libraryLogger(trace: (line: string) => void): Logger {
  const line = (entry: unknown): void => {
    const { src, msg, err } = entry as { src?: string; msg?: string; err?: Error };
    const direction = src === 'c' ? '> ' : src === 's' ? '< ' : '';
    trace(`${direction}${msg ?? ''}${err === undefined ? '' : ` ${err.message}`}`.slice(0, 1000));
  };
  return { trace: () => undefined, debug: line, info: line, warn: line, error: line };
}

/** What the library attaches to its errors. */
interface LibraryError extends Error {
  readonly code?: string;
  readonly authenticationFailed?: boolean;
  readonly response?: string | false;
  readonly responseText?: string;
  readonly serverResponseCode?: string;
  readonly oauthError?: unknown;
  readonly tlsFailed?: boolean;
}

/** Codes of a server that would take the login at another time (RFC 5530). */
const BUSY = new Set(['UNAVAILABLE', 'INUSE', 'LIMIT']);
/** What they say where they give no code: Gmail's `Too many simultaneous connections`. */
const BUSY_WORDS = /too many|temporar(y|ily)|try again/i;

function explain(thrown: unknown, endpoint: Endpoint, login: Login): ConnectError {
  const error = (thrown instanceof Error ? thrown : new Error(String(thrown))) as LibraryError;
  if (error instanceof ConnectError) return error;
  const server = formatServerAddress(endpoint.address);
  const said = (typeof error.response === 'string' ? error.response : error.responseText) ?? error.message;
  const words = said.replace(/^\S+ (?=NO |BAD )/, '');
  if (isCertificateError(error)) {
    const remedy = 'trust it with --ca, or skip the check with --to-insecure (at the source --from-insecure)';
    return new ConnectError('tls', `${server}: its certificate cannot be trusted (${error.message}): ${remedy}`, error);
  }
  if (/STARTTLS/.test(error.message) || error.tlsFailed === true || error.code?.startsWith('ERR_SSL') === true) {
    const hint = 'look at the port; imap:// in place of imaps:// takes STARTTLS (143)';
    return new ConnectError('tls', `${server}: no encrypted connection (${encryptionWords(error, hint)})`, error);
  }
  const isBusy = BUSY.has(error.serverResponseCode?.toUpperCase() ?? '') || BUSY_WORDS.test(words);
  if (!isBusy && (error.authenticationFailed === true || isLoginError(error))) {
    return new ConnectError('login', `${server} refused the login of ${login.user}: ${words}`, error);
  }
  if (isBusy) return new ConnectError('network', `${server} did not let ${login.user} in: ${words}`, error);
  const why = /greeting/.test(error.message)
    ? 'no IMAP server answers there: look at the port; imaps:// is TLS from the start (993), imap:// takes STARTTLS (143)'
    : said === error.message
      ? networkWords(error)
      : words;
  return new ConnectError('network', `${server} cannot be reached: ${why}`, error);
}

function isCertificateError(error: LibraryError): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ALTNAME/.test(error.code ?? '');
}

function isLoginError(error: LibraryError): boolean {
  return (
    /^Unsupported authentication mechanism|^Login is disabled|^No matching auth|^No password/.test(error.message) ||
    error.name === 'TokenRefused'
  );
}
