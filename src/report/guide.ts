/** What to do next with an export, as data: the command line prints it, the report shows it. */

/** One thing to do. */
export interface Step {
  /** A short imperative: `Create the accounts`. */
  readonly title: string;
  /** Paragraphs in plain words. */
  readonly text: readonly string[];
  /** Command lines and file names as they are for this very export. */
  readonly commands: readonly string[];
  /** Limits of the destination that will bite here, with the figures of this export. */
  readonly limits: readonly string[];
  /** How long it takes, and what that rests on; null where it is a matter of minutes, or of people. */
  readonly time: string | null;
}

/** The destinations there are guides for. */
export const GUIDE_DESTINATIONS = ['google', 'microsoft', 'imap', 'dovecot', 'files'] as const;

/** The whole way to one destination, in the order in which it is gone. */
export interface Guide {
  readonly destination: (typeof GUIDE_DESTINATIONS)[number];
  readonly title: string;
  readonly steps: readonly Step[];
}
