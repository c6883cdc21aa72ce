/** What the command line has to know of a kind of destination before it loads anything of it. */
import type { InputFiles } from '../core/input-files.js';
import type { MovedKind } from '../core/kinds.js';
import type { Login } from '../core/login.js';
import type { Destination } from '../transfer/destination.js';
import type { Account } from '../transfer/plan/users-file.js';

/** An option that only one kind of destination has. */
export interface OptionSpec {
  /** As in the help: `--attendees <how>`. */
  readonly flags: string;
  readonly description: string;
  readonly choices?: readonly string[];
  /** What the kind takes where nothing is said; for its description, since another kind may take something else. */
  readonly default?: string;
}

/** What the command line says of one destination. */
export interface DestinationOptions {
  /** How to become an account. Reads no file; throws a UserError where the users file lacks what it takes. */
  readonly login: (account: Account) => Login;
  readonly verifyCertificate: boolean;
  /** Nothing shall be encrypted, passwords neither. */
  readonly plaintext: boolean;
  /** Certificates to be trusted beside the usual ones, PEM. */
  readonly trusted: Buffer | null;
  /** A connection that is silent for so long is lost, milliseconds. */
  readonly timeoutMs: number;
  /** The kind's own options, by their names without dashes at the front (`attendees`); text, or true of a switch. */
  readonly own: Readonly<Record<string, string | true | undefined>>;
  /** Where files are that those options name. */
  readonly files: InputFiles;
}

/** One kind of destination: the one export of `destinations/<name>/index.ts`. */
export interface DestinationKind {
  /** What its addresses begin with, in small letters, or are as a whole (`google`). */
  readonly schemes: readonly string[];
  /** How its addresses are written, for help and errors. */
  readonly form: string;
  /** Kinds of items that it can take. */
  readonly takes: ReadonlySet<MovedKind>;
  readonly options: readonly OptionSpec[];
  /**
   * The address as it stands in reports and names the state folder: the same for every way to write it. Throws a UserError for
   * what is no address of this kind.
   */
  name(target: string, plaintext: boolean): string;
  /** Loads what speaks to it. Connects to nobody yet. Rejects with a UserError. */
  connect(target: string, options: DestinationOptions): Promise<Destination>;
}
