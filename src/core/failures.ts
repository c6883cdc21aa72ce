/** How the other side can fail a transfer, in words that no protocol owns: the engine decides by these alone. */

/** The connection ended. What was written and not answered may or may not have been done. */
export class ConnectionLost extends Error {
  /** Milliseconds that the other side asked us to wait; null where it said nothing. */
  readonly waitMs: number | null;

  constructor(message: string, waitMs: number | null = null, cause?: unknown) {
    super(message, { cause });
    this.name = 'ConnectionLost';
    this.waitMs = waitMs;
  }
}

/**
 * Why a connection could not be had. `login`: name, password or right is wrong, trying again does not help. `tls`: the
 * certificate or the encryption. `network`: nobody there, the connection broke, or the server has no time for logins now.
 */
export class ConnectError extends Error {
  readonly kind: 'login' | 'tls' | 'network';

  constructor(kind: ConnectError['kind'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ConnectError';
    this.kind = kind;
  }
}

/** The other side said no to something that it will not do for any item: a collection cannot be made, opened or filled. */
export class Refused extends Error {
  /** What it said. */
  readonly words: string;

  constructor(message: string, words: string) {
    super(message);
    this.name = 'Refused';
    this.words = words;
  }
}
