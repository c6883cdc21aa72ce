/** What is asked of a thread, and what it answers. Plain data: it crosses to the thread. */
import type { MigrateFlags } from '../../options/migrate-flags.js';
import type { RequestFlags } from '../../options/export-request.js';
import type { PlanDestination } from '../../report/plan/lines.js';
import type {
  AccountsView,
  ChecksView,
  FoldersView,
  InspectionView,
  ItemsView,
  ItemView,
  LoadedView,
  MailboxesView,
  OutcomeView,
  PlanView,
  PreparationView,
  Progress,
  ProofView,
} from '../api.js';

/** Who goes where: what a plan is drawn up from. */
export interface PlanAsk {
  readonly store: string;
  readonly destination: PlanDestination;
  readonly renames: readonly (readonly [from: string, to: string])[];
  /** By mailbox as it is written: an address, `-`, or empty where it is open again. */
  readonly decisions: Readonly<Record<string, string>>;
  /** Shared trees that are left behind as a whole. */
  readonly leftOut: readonly ('public' | 'archive')[];
  /** Where files will go: how much room there is. */
  readonly place: string;
}

/** One command of a move. To Microsoft 365 there are two: files, and mail to the server. */
export type Leg =
  | { readonly command: 'export'; readonly flags: RequestFlags }
  | { readonly command: 'migrate'; readonly flags: MigrateFlags };

export interface MoveAsk {
  readonly plan: PlanAsk;
  /** What flags call the plan by, which is drawn up for the occasion. */
  readonly planFile: string;
  readonly legs: readonly Leg[];
  /** What stands in place of files that flags name, by their paths. Secrets are among them. */
  readonly held: Readonly<Record<string, string>>;
}

export interface AccountsAsk {
  readonly move: MoveAsk;
  /** Nothing is made. */
  readonly dryRun: boolean;
}

/** What a table says of the mailboxes of a store. */
export interface LoadedPlan {
  /** By mailbox as the plan has it; empty where the table leaves it open. */
  readonly decisions: Readonly<Record<string, string>>;
  readonly view: LoadedView;
}

/** How a run or a comparison ended; without a view where it was interrupted before there was anything to tell. */
export interface Ended<View> {
  readonly interrupted: boolean;
  readonly view: View | null;
  /** The page of the report; null without one. */
  readonly page: string | null;
}

export interface ItemsAsk {
  readonly store: string;
  readonly mailbox: string;
  readonly folder: readonly string[];
  readonly from: number;
  readonly count: number;
}

export interface ItemAsk extends Pick<ItemsAsk, 'store' | 'mailbox' | 'folder'> {
  readonly uid: string;
}

/** Everything that can be asked. */
export interface Asks {
  find: { readonly ask: Readonly<Record<string, never>>; readonly answer: readonly string[] };
  open: { readonly ask: { readonly store: string }; readonly answer: InspectionView };
  plan: { readonly ask: PlanAsk; readonly answer: PlanView };
  savePlan: { readonly ask: { readonly plan: PlanAsk; readonly path: string }; readonly answer: null };
  loadPlan: { readonly ask: { readonly plan: PlanAsk; readonly path: string }; readonly answer: LoadedPlan };
  check: { readonly ask: MoveAsk; readonly answer: ChecksView };
  accounts: { readonly ask: AccountsAsk; readonly answer: AccountsView };
  prepare: { readonly ask: MoveAsk; readonly answer: PreparationView };
  run: { readonly ask: MoveAsk; readonly answer: Ended<OutcomeView> };
  verify: { readonly ask: MoveAsk; readonly answer: Ended<ProofView> };
  items: { readonly ask: ItemsAsk; readonly answer: ItemsView };
  item: { readonly ask: ItemAsk; readonly answer: ItemView };
  folders: { readonly ask: { readonly path: string; readonly roots: readonly string[] }; readonly answer: FoldersView };
}
export type AskName = keyof Asks;

/** What is told on the way. */
export type Part =
  | { readonly part: 'progress'; readonly progress: Progress; readonly mailboxes: MailboxesView | null }
  | { readonly part: 'checks'; readonly checks: ChecksView };

/** What is told on the way to an answer, and what asks for an end. */
export interface Way {
  readonly tell: (part: Part) => void;
  readonly signal: AbortSignal;
}

export type ToThread =
  | { readonly id: number; readonly what: AskName; readonly ask: unknown }
  | { readonly id: number; readonly what: 'stop' };

export type FromThread =
  | { readonly id: number; readonly type: 'part'; readonly part: Part }
  | { readonly id: number; readonly type: 'answer'; readonly answer: unknown }
  | { readonly id: number; readonly type: 'refused'; readonly message: string }
  | { readonly id: number; readonly type: 'interrupted' };
