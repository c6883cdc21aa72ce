/** How a command can fail. */
import type { Status } from './status.js';

/** The connection ended. What was written and not answered may or may not have been done. */
export class ConnectionLost extends Error {
  /** The server's own last words (`BYE`), when it had any. */
  readonly bye: Status | null;

  constructor(message: string, bye: Status | null, cause?: unknown) {
    super(bye === null ? message : `the server ended the connection: ${bye.text}`, { cause });
    this.name = 'ConnectionLost';
    this.bye = bye;
  }
}

/** A command was answered NO or BAD. */
export class CommandRefused extends Error {
  readonly status: Status;

  constructor(command: string, status: Status) {
    super(`${command}: ${status.status} ${status.text}`);
    this.name = 'CommandRefused';
    this.status = status;
  }
}
