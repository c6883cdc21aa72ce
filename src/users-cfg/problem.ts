/** Something in an input that could not be read, had to be repaired or guessed, or leads nowhere. */
export interface Problem {
  /**
   * `unreadable`: a record is lost. `unresolved`: a record was read, but names something that does not exist or never
   * ends. `repaired`: it was read after a repair. `note`: worth knowing, nothing is lost.
   */
  readonly kind: 'unreadable' | 'unresolved' | 'repaired' | 'note';
  /** The file's name without folders; null when no one file is to blame. */
  readonly file: string | null;
  /** Line of the file, from 1; null when no one line is to blame. */
  readonly line: number | null;
  /** One sentence for people. Never holds the value of a variable that may be secret. */
  readonly message: string;
}

/** A problem as one line of text: `users.cfg:12: …`. */
export function problemText(problem: Problem): string {
  if (problem.file === null) return problem.message;
  return `${problem.file}${problem.line === null ? '' : `:${problem.line}`}: ${problem.message}`;
}
