/** How a command can fail. */
import { ConnectionLost, Refused } from '../../core/failures.js';
import { suggestedWait } from './refusal.js';
import { describeStatus, type Status } from './status.js';

/** The connection of a session ended. */
export class SessionLost extends ConnectionLost {
  /** The server's own last words (`BYE`), when it had any. */
  readonly bye: Status | null;

  constructor(message: string, bye: Status | null, cause?: unknown) {
    super(
      bye === null ? message : `the server ended the connection: ${bye.text}`,
      bye === null ? null : suggestedWait(bye.text),
      cause,
    );
    this.bye = bye;
  }
}

/** A command was answered NO or BAD. */
export class CommandRefused extends Refused {
  readonly status: Status;

  constructor(command: string, status: Status) {
    super(`${command}: ${status.status} ${status.text}`, describeStatus(status));
    this.name = 'CommandRefused';
    this.status = status;
  }
}
