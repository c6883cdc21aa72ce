/** What moving one account will mean: its folders and where they go, how much, what will not fit. */
import { UserError } from '../../core/errors.js';
import { ConnectError, type Endpoint } from '../../protocols/imap/connect.js';
import type { Login } from '../../protocols/imap/login.js';
import type { ServerProfile } from '../../protocols/imap/server-profile.js';
import { matchesAny } from '../../naming/glob.js';
import type { FolderRules } from '../../naming/folder-rules.js';
import { mapFolders } from '../../destinations/imap/folder-map.js';
import { type FolderPlan, surveyFolder } from './folder-survey.js';
import type { LogBook } from '../journal/log-book.js';
import type { MailSource, SourceFolder, SourceMailbox } from '../source.js';
import { openTarget, type Quota, type TargetAccount, type TargetMailbox } from '../../destinations/imap/target.js';
import type { Account } from './users-file.js';

/** Where something is wrong: at an end, or in the state folder. */
type Side = 'source' | 'target' | 'state';

/** One mailbox of the destination and what fills it. */
export interface BoxPlan {
  readonly wireName: string;
  readonly path: readonly string[];
  readonly exists: boolean;
  /** The attribute it shall get when it is made; null for none. */
  readonly specialUse: string | null;
  readonly profile: ServerProfile;
  readonly folders: readonly FolderPlan[];
  /** The journal says that there is nothing to do, and the mailbox is still the one it knows. */
  readonly idle: boolean;
}

export interface AccountPlan {
  readonly account: Account;
  /** Why it cannot be moved; null when it can. */
  readonly problem: { readonly side: Side; readonly kind: string; readonly message: string } | null;
  readonly server: string;
  readonly folders: readonly FolderPlan[];
  readonly boxes: readonly BoxPlan[];
  readonly quota: Quota | null;
  /** Largest message in octets that is sent; null for no limit. */
  readonly largest: number | null;
  /** Bytes a day the destination takes; null for no known limit. */
  readonly bytesPerDay: number | null;
  readonly toSend: { readonly messages: number; readonly bytes: number };
  /** Folders that cannot be read, with the reason. */
  readonly unreadable: readonly string[];
  /** Items that the old server keeps after deletion, and that are not sent. */
  readonly recoverable: number;
  readonly notes: readonly string[];
}

/** A planned account with what was opened for it. */
export interface OpenAccount {
  readonly plan: AccountPlan;
  readonly source: SourceMailbox | null;
  readonly target: TargetAccount | null;
}

export interface PlanSetup {
  readonly source: MailSource;
  readonly endpoint: Endpoint;
  readonly login: (account: Account) => Login;
  readonly map: FolderRules;
  /** Globs of folders that are left out with what is below them. */
  readonly excludeFolders: readonly string[];
  readonly maxSize: number | null;
  readonly trace: ((line: string) => void) | undefined;
}

/** Plans one account. Never rejects: what is wrong with the account is in the plan. */
export async function planAccount(setup: PlanSetup, account: Account, book: LogBook): Promise<OpenAccount> {
  let source: SourceMailbox | null = null;
  let target: TargetAccount | null = null;
  let side: Side = 'source';
  try {
    source = await setup.source.mailbox(account, setup.trace);
    side = 'target';
    target = await openTarget(setup.endpoint, setup.login(account), setup.trace);
    side = 'source';
    return { plan: await makePlan(setup, account, source, target, book), source, target };
  } catch (error) {
    const plan = failedPlan(account, side, error, setup.trace);
    await closeAccount({ plan, source, target });
    return { plan, source: null, target: null };
  }
}

/** Closes what was opened for an account. Never rejects: who hangs up needs no answer. */
export async function closeAccount({ source, target }: OpenAccount): Promise<void> {
  await Promise.allSettled([source?.close(), target?.session.close()]);
}

/** The plan of an account that cannot be moved. */
export function failedPlan(account: Account, side: Side, thrown: unknown, trace: PlanSetup['trace']): AccountPlan {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  trace?.(error.stack ?? error.message);
  const kind =
    error instanceof ConnectError ? error.kind : error instanceof UserError && error.exitCode === 2 ? 'input' : 'other';
  return {
    account,
    problem: { side, kind, message: error.message },
    server: '',
    folders: [],
    boxes: [],
    quota: null,
    largest: null,
    bytesPerDay: null,
    toSend: { messages: 0, bytes: 0 },
    unreadable: [],
    recoverable: 0,
    notes: [],
  };
}

async function makePlan(
  setup: PlanSetup,
  account: Account,
  source: SourceMailbox,
  target: TargetAccount,
  book: LogBook,
): Promise<AccountPlan> {
  const { tree, quota, appendLimit } = target;
  const largest = smallest(appendLimit, setup.maxSize);
  const mapped = mapFolders(source.folders, tree, setup.map, source.shared);
  const there = byWireName(tree.mailboxes);
  const folders: FolderPlan[] = [];
  for (const way of mapped) {
    const skip = skipReason(way.source, setup.excludeFolders);
    const validity = there.get(way.wireName)?.uidValidity ?? null;
    folders.push(await surveyFolder({ source, way, skip, largest, validity, book }));
  }
  const messages = folders.reduce(
    (sum, folder) => sum + (folder.skip === null ? folder.messages - folder.settled : 0),
    0,
  );
  const bytes = folders.reduce(
    (sum, folder) => sum + (folder.skip === null ? folder.bytes - folder.settledBytes : 0),
    0,
  );
  const unreadable = [
    ...source.unreadable,
    ...folders.flatMap(({ folder, problem }) => (problem === null ? [] : [`${folder.path.join('/')}: ${problem}`])),
  ];
  const fits = quota === null || quota.limit - quota.used >= bytes;
  return {
    account,
    problem: null,
    server: tree.profile.name,
    folders,
    boxes: groupByBox(folders, target, book),
    quota,
    largest,
    bytesPerDay: tree.profile.bytesPerDay,
    toSend: { messages, bytes },
    unreadable,
    recoverable: source.recoverable,
    notes: [
      ...unreadable,
      ...source.problems,
      ...(fits ? [] : ['the mailbox at the destination is too small for what will be sent']),
    ],
  };
}

function smallest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function skipReason(folder: SourceFolder, excluded: readonly string[]): string | null {
  if (folder.skip !== null) return folder.skip;
  const paths = folder.path.map((_, depth) => folder.path.slice(0, depth + 1).join('/'));
  return matchesAny(excluded, paths) ? 'folder left out by --exclude-folder' : null;
}

function groupByBox(folders: readonly FolderPlan[], target: TargetAccount, book: LogBook): BoxPlan[] {
  const boxes = new Map<string, FolderPlan[]>();
  for (const folder of folders) {
    if (folder.mapped === null || folder.problem !== null) continue;
    const group = boxes.get(folder.mapped.wireName);
    if (group === undefined) boxes.set(folder.mapped.wireName, [folder]);
    else group.push(folder);
  }
  const mailboxes = byWireName(target.tree.mailboxes);
  return [...boxes].map(([wireName, group]) => {
    const there = mailboxes.get(wireName);
    return {
      wireName,
      path: group[0]?.mapped?.path ?? [],
      exists: there !== undefined,
      specialUse: group.map(({ mapped }) => mapped?.specialUse ?? null).find((use) => use !== null) ?? null,
      profile: target.tree.profile,
      folders: group,
      idle: isIdle(group, wireName, there?.uidValidity ?? null, book),
    };
  });
}

function byWireName(mailboxes: readonly TargetMailbox[]): ReadonlyMap<string, TargetMailbox> {
  return new Map(mailboxes.map((mailbox) => [mailbox.wireName, mailbox]));
}

function isIdle(folders: readonly FolderPlan[], wireName: string, validity: string | null, book: LogBook): boolean {
  // An empty folder is made at the destination too, and that is all.
  if (validity !== null && folders.every(({ messages }) => messages === 0)) return true;
  const box = validity === null ? null : book.boxNumber(wireName, validity);
  if (box === null) return false;
  return folders.every(({ folder, messages, settled, reflagged }) => {
    const number = book.sourceNumber(folder.path, folder.validity);
    const shelf = number === null ? null : book.shelf(box, number);
    return shelf !== null && messages === settled && reflagged === 0 && shelf.doubts.size + shelf.unknownUids === 0;
  });
}
