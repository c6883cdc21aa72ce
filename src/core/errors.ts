/**
 * Errors whose message is for the person at the keyboard: one sentence with the path and the remedy. The terminal layer
 * prints them without a stack trace and ends with their exit code (docs/architecture.md, exit codes).
 */
export class UserError extends Error {
  /** 2: the command line or an input is wrong, nothing was written. 3: the other side (a server, a disk) refused or broke off. 130: whoever sat there left. */
  readonly exitCode: 2 | 3 | 130;

  constructor(message: string, options: { exitCode?: 2 | 3 | 130; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.exitCode = options.exitCode ?? 2;
  }
}
