/** What ends the work on a mailbox or an account before its time. */

/** The user asked to stop. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}

/** Nothing more can be done for this account in this run; the message says why. */
export class AccountStopped extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'AccountStopped';
  }
}
