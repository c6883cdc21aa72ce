/**
 * The language between the program and its page (docs/ui.md): what is asked for and what is answered, all of it JSON. Types
 * only, since both sides are built from this file. One session is shared by all tabs; secrets go in and never come out.
 */

/** The steps of the way, in order. */
export const STEPS = ['store', 'contents', 'who', 'where', 'plan', 'run', 'proof'] as const;
export type StepName = (typeof STEPS)[number];

/** Where somebody goes: files for an importer, or live servers. */
export type Way = 'files' | 'google' | 'microsoft' | 'servers';

/** Taken along or left out; null: nobody has said it. */
export type Decision = 'include' | 'exclude' | null;

/** How to sign in at one destination. Its secret is told apart, and is never given back. */
export interface TargetDraft {
  /** `imaps://host`, `davs://host`, `sieve://host`, `google`. */
  readonly address: string;
  /** As `--to-auth` has it. */
  readonly auth: string;
  readonly admin: string;
}

/** What a person has answered so far: the same in every tab. */
export interface Draft {
  readonly store: string;
  readonly way: Way | null;
  /** Old domain, new domain. */
  readonly renames: readonly (readonly [from: string, to: string])[];
  /** By mailbox: an address, `-` for one that stays behind, or empty where it is open again. */
  readonly decisions: Readonly<Record<string, string>>;
  /** A folder that files go to. */
  readonly out: string;
  /** For whom files are named, as `--target` has it: `google`, `microsoft`, `generic`. */
  readonly target: string;
  readonly mailFormat: string;
  /** Passwords of new accounts, as `--passwords` has it: `generate`, `none`, a file; empty for those that are there. */
  readonly passwords: string;
  /** Accounts for mailboxes on disk that no file names. */
  readonly unlisted: Decision;
  /** Kinds in the words of `--only`; empty for all. */
  readonly kinds: readonly string[];
  readonly archive: Decision;
  readonly recoverable: Decision;
  readonly targets: readonly TargetDraft[];
  /** Options that only some destinations have, by their names: `attendees`. */
  readonly own: Readonly<Record<string, string | true>>;
  /** A PEM file with certificates to be trusted; empty for none. */
  readonly ca: string;
  readonly insecure: boolean;
  readonly plaintext: boolean;
  /** Where a transfer remembers what it sent; empty for the usual place. */
  readonly stateDir: string;
  readonly choices: Choices;
}

/** What of the mailboxes goes along, in the words of the options of these names; empty where nothing is said. */
export interface Choices {
  /** Days (UTC): mail received from the first on, and before the second. Only for files. */
  readonly since: string;
  readonly until: string;
  readonly subject: readonly string[];
  readonly sender: readonly string[];
  /** Sizes: `10MB`. */
  readonly larger: string;
  readonly smaller: string;
  readonly hasAttachment: boolean;
  /** Patterns of folders that stay behind with what is below them. */
  readonly excludeFolder: readonly string[];
  /** `old=new`, with `/` between levels. */
  readonly map: readonly string[];
  /** What is marked as deleted stays behind. Only for files. */
  readonly skipDeleted: boolean;
  /** Larger messages are not sent. Only for servers. */
  readonly maxSize: string;
}

/** `POST /api/secrets`: kept in memory until the program ends. */
export interface Secrets {
  /** The users file, `user@company.com;password;Full Name` a line. */
  readonly users?: string;
  /** By address of the destination: a password, or the text of a key file. */
  readonly targets?: Readonly<Record<string, string>>;
}

/** What may be told about them. */
export interface SecretsView {
  /** How many accounts the users file names, and how many of them have a password; null without one. */
  readonly users: { readonly accounts: number; readonly withPassword: number } | null;
  readonly problems: readonly string[];
  /** Addresses of destinations that have one. */
  readonly targets: readonly string[];
}

/** What the program is busy with. Only one at a time. */
export type WorkName = 'open' | 'plan' | 'check' | 'accounts' | 'makeAccounts' | 'prepare' | 'run' | 'verify';

/** How far it is. */
export interface Progress {
  readonly done: number;
  /** Null while nobody knows. */
  readonly total: number | null;
  readonly bytes: number;
  /** Of this run, a second; null at its beginning. */
  readonly itemsPerSecond: number | null;
  readonly bytesPerSecond: number | null;
  /** Seconds; null until it means something. */
  readonly left: number | null;
  /** Mailboxes that have ended, and how many there are. */
  readonly mailboxesDone: number;
  readonly mailboxes: number;
  /** The mailboxes at work now. */
  readonly active: readonly MailboxProgress[];
  /** The newest first, not all of them. */
  readonly troubles: readonly { readonly mailbox: string; readonly words: string }[];
}

export interface MailboxProgress {
  readonly mailbox: string;
  readonly state: 'waiting' | 'active' | 'done' | 'failed';
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** What it waits for, or what ended it; empty where nothing is to be said. */
  readonly words: string;
}

export interface WorkView {
  readonly what: WorkName;
  /** `paused`: ended in good order after what was under way; `resume` goes on. */
  readonly state: 'running' | 'pausing' | 'paused' | 'stopping' | 'stopped' | 'done' | 'failed';
  readonly progress: Progress;
  /** What broke it off, in a sentence with the remedy; null while nothing did. */
  readonly problem: string | null;
}

/**
 * `GET /api/session`, and the event `session` of `GET /api/events`: sent whole whenever something changed. The event `end` says
 * that the program ends.
 */
export interface SessionView {
  readonly version: string;
  readonly platform: string;
  readonly home: string;
  readonly current: string;
  /** Stores found in the usual places. */
  readonly found: readonly string[];
  readonly draft: Draft;
  readonly secrets: SecretsView;
  /** Null before anything was asked for. */
  readonly work: WorkView | null;
  /** Rises when the answer at that address is another: `GET /api/<name>`. Zero: there is none yet. */
  readonly revisions: Readonly<Record<ResultName, number>>;
  /** The command line that does what a step does; empty where it has none. */
  readonly commands: Readonly<Record<StepName, string>>;
  /** The command line that shows which accounts would be made at Google; empty for other ways. */
  readonly accountsCommand: string;
  readonly kept: KeptView;
}

/** Answers outlive the program, secrets do not: they are kept in a file for each store. */
export interface KeptView {
  /** Answers of an earlier session for this store, until somebody takes them or begins anew (`POST /api/kept`); null for none. */
  readonly offer: {
    /** ISO 8601, UTC: when the last of them was given. */
    readonly at: string;
    readonly way: Way | null;
    /** Mailboxes that somebody has said something about. */
    readonly decisions: number;
  } | null;
  /** Why answers of now, or of an earlier session, are not kept; null while they are. */
  readonly problem: string | null;
}

export type ResultName =
  | 'inspection'
  | 'plan'
  | 'checks'
  | 'accounts'
  | 'preparation'
  | 'mailboxes'
  | 'outcome'
  | 'proof';

/** Counts as every report has them. */
export interface SumsView {
  readonly found: number;
  readonly exported: number;
  readonly skipped: number;
  readonly failed: number;
  readonly missing: number;
  readonly bytes: number;
}

/** `GET /api/inspection`. */
export interface InspectionView {
  readonly root: string;
  readonly level: string;
  readonly usersCfg: string | null;
  readonly sums: SumsView;
  readonly kinds: Readonly<Record<string, { readonly items: number; readonly bytes: number }>>;
  /** Items by the year they were received in. */
  readonly years: readonly (readonly [year: string, items: number])[];
  readonly mailboxes: readonly {
    readonly mailbox: string;
    readonly type: string;
    readonly sums: SumsView;
    readonly folders: readonly {
      readonly path: readonly string[];
      readonly kind: string;
      readonly sums: SumsView;
      readonly problems: readonly string[];
    }[];
  }[];
  readonly problems: readonly string[];
}

/** `GET /api/items?mailbox=…&folder=<JSON of the path>&from=0&count=100`. */
export interface ItemsView {
  readonly total: number;
  readonly items: readonly ItemRow[];
}

export interface ItemRow {
  readonly uid: number | string;
  /** ISO 8601, UTC; null where nothing tells it. */
  readonly at: string | null;
  readonly from: string;
  readonly subject: string;
  readonly bytes: number;
  readonly flags: readonly string[];
  /** Why it cannot be shown; null where it can. */
  readonly problem: string | null;
}

/** `GET /api/item?mailbox=…&folder=…&uid=…`: as text, whatever it was. */
export interface ItemView {
  readonly kind: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly text: string;
  /** The text was cut at the limit. */
  readonly cut: boolean;
  readonly attachments: readonly { readonly name: string; readonly type: string; readonly bytes: number }[];
}

/** `GET /api/folders?path=…`: the picker. */
export interface FoldersView {
  readonly path: string;
  readonly parent: string | null;
  readonly folders: readonly { readonly name: string; readonly path: string; readonly isStore: boolean }[];
  readonly isStore: boolean;
  /** Disks, home and the current folder. */
  readonly roots: readonly string[];
}

/** `GET /api/plan`. */
export interface PlanView {
  readonly lines: readonly {
    readonly mailbox: string;
    readonly kind: string;
    readonly name: string;
    readonly account: string;
    readonly items: number;
    readonly bytes: number;
    readonly largest: number;
    readonly recoverable: number;
    readonly target: string;
    readonly decide: string;
    readonly open: boolean;
  }[];
  readonly problems: readonly string[];
  readonly needed: number;
  readonly free: number | null;
  readonly steps: readonly string[];
  readonly licences: string | null;
}

/** `GET /api/checks`: grows while accounts are looked at. */
export interface ChecksView {
  readonly accounts: readonly {
    readonly account: string;
    readonly destination: string;
    readonly findings: readonly {
      readonly what: string;
      readonly ok: boolean;
      readonly words: string;
      readonly remedy: string | null;
    }[];
  }[];
}

/** `GET /api/accounts`: users, groups and rooms at the destination. */
export interface AccountsView {
  /** False: it was looked which there are, and nothing was made. */
  readonly made: boolean;
  readonly steps: readonly {
    readonly what: string;
    readonly name: string;
    readonly state: 'there' | 'to make' | 'made' | 'failed';
    readonly words: string;
  }[];
  /** The file with the passwords of new accounts; null where there is none. */
  readonly passwords: string | null;
  readonly problems: readonly string[];
}

/** `GET /api/preparation`: what a run would do. */
export interface PreparationView {
  readonly items: number;
  readonly bytes: number;
  readonly needed: number | null;
  readonly free: number | null;
  readonly times: readonly string[];
  readonly licences: string | null;
  readonly mailboxes: readonly {
    readonly mailbox: string;
    readonly target: string;
    readonly items: number;
    readonly bytes: number;
    readonly problem: string | null;
    readonly notes: readonly string[];
    /** Only folders whose name changes, or that go nowhere. */
    readonly folders: readonly { readonly from: string; readonly to: string; readonly items: number }[];
  }[];
  /** What nobody has decided on. */
  readonly questions: readonly QuestionView[];
}

export interface QuestionView {
  /** Which question it is: what answers it. `unlisted` is about mailboxes that no account or line stands for. */
  readonly about: 'archive' | 'recoverable' | 'plan' | 'unlisted';
  readonly title: string;
  readonly what: string;
  readonly remedy: string;
  readonly concerned: readonly { readonly address: string; readonly items: number | null }[];
}

/** `GET /api/mailboxes`: everybody's progress, for the table. */
export type MailboxesView = readonly MailboxProgress[];

/** `GET /api/outcome`: how the run ended. */
export interface OutcomeView {
  readonly code: number;
  readonly sums: SumsView;
  readonly copied: number | null;
  readonly problems: readonly string[];
  readonly questions: readonly QuestionView[];
  /** Items that failed or are missing, the first of them, and how many there are. */
  readonly items: readonly {
    readonly mailbox: string;
    readonly folder: string;
    readonly uid: number | string;
    readonly reason: string;
  }[];
  readonly itemsInAll: number;
  /** Where the files are. */
  readonly place: string;
  /** Paths of report pages; shown by `GET /report/outcome` and `GET /report/proof`. */
  readonly report: string | null;
  readonly next: readonly GuideStepView[];
}

export interface GuideStepView {
  readonly title: string;
  readonly text: readonly string[];
  readonly commands: readonly string[];
  readonly limits: readonly string[];
  readonly time: string | null;
}

/** `GET /api/proof`: what verify found. */
export interface ProofView {
  readonly agrees: boolean;
  readonly words: string;
  readonly compared: number;
  readonly items: number;
  readonly findings: readonly {
    readonly mailbox: string;
    readonly folder: string;
    readonly uid: number | string | null;
    readonly words: string;
  }[];
  readonly findingsInAll: number;
}

/** `POST /api/load`: what a table said. */
export interface LoadedView {
  /** Lines whose answers were taken. */
  readonly taken: number;
  /** Mailboxes of the table that the store does not have, as they are written there. */
  readonly strangers: readonly string[];
  /** Mailboxes of the store that the table does not name: they stay as they were. */
  readonly unnamed: number;
}

/** The body of every answer that is not 2xx. */
export interface Refusal {
  /** One sentence, with the remedy. */
  readonly error: string;
}

/**
 * What changes something: `POST` with a JSON body, answered by 204, or by 4xx with a `Refusal`.
 *
 * - `/api/open` `{path}`: looks into a store
 * - `/api/draft` `Partial<Draft>`: takes answers
 * - `/api/kept` `{take: boolean}`: takes the answers of an earlier session, or begins anew without them
 * - `/api/secrets` `Secrets`; `/api/secrets/forget` `{}`
 * - `/api/work` `{what: WorkName}`, with `ifMissing: true` only where its result is not there and nothing is at work, for tabs
 *   that all see that it is needed; `/api/work/pause`, `/api/work/resume`, `/api/work/stop` `{}`
 * - `/api/save` `{what: 'plan' | 'users', path}`: writes the table, or the users file, because somebody asked for it
 * - `/api/load` `{what: 'plan', path}`: takes the answers of such a table; answered by 200 with a `LoadedView`
 * - `/api/quit` `{even: boolean}`: ends the program; refused with 409 while something runs, unless `even`
 */
export interface Actions {
  readonly '/api/open': { readonly path: string };
  readonly '/api/draft': Partial<Draft>;
  readonly '/api/kept': { readonly take: boolean };
  readonly '/api/secrets': Secrets;
  readonly '/api/secrets/forget': Readonly<Record<string, never>>;
  readonly '/api/work': { readonly what: WorkName; readonly ifMissing?: boolean };
  readonly '/api/work/pause': Readonly<Record<string, never>>;
  readonly '/api/work/resume': Readonly<Record<string, never>>;
  readonly '/api/work/stop': Readonly<Record<string, never>>;
  readonly '/api/save': { readonly what: 'plan' | 'users'; readonly path: string };
  readonly '/api/load': { readonly what: 'plan'; readonly path: string };
  readonly '/api/quit': { readonly even: boolean };
}
