/** What moving one account will mean: its folders and where they go, how much, what will not fit. */
import { ConnectError, type Endpoint } from '../imap/connect.js';
import type { Login } from '../imap/login.js';
import type { ServerProfile } from '../imap/server-profile.js';
import { UserError } from '../errors.js';
import { matchesAny } from '../naming/glob.js';
import { type FolderRules, mapFolders, type MappedFolder } from './folder-map.js';
import type { LogBook } from './log-book.js';
import { flagText } from './outgoing.js';
import type { MailSource, SourceFolder, SourceMailbox } from './source.js';
import { openTarget, type Quota, type TargetAccount } from './target.js';
import type { Account } from './users-file.js';

export interface FolderPlan {
  readonly folder: SourceFolder;
  /** Where it goes; null when it is left out. */
  readonly mapped: MappedFolder | null;
  /** Why it is left out. */
  readonly skip: string | null;
  readonly messages: number;
  readonly bytes: number;
  /** Records of the old side without a message. */
  readonly missing: number;
  /** Settled by the journal already. */
  readonly settled: number;
  readonly settledBytes: number;
  /** Messages above the destination's limit, and the first of them. */
  readonly tooLarge: { readonly count: number; readonly examples: readonly (readonly [number | string, number])[] };
  /** Messages whose flags changed since they were brought over. */
  readonly reflagged: number;
}

/** One mailbox of the destination and what fills it. */
export interface BoxPlan {
  readonly wireName: string;
  readonly path: readonly string[];
  readonly exists: boolean;
  readonly profile: ServerProfile;
  readonly folders: readonly FolderPlan[];
  /** The journal says that there is nothing to do, and the mailbox is still the one it knows. */
  readonly idle: boolean;
}

export interface AccountPlan {
  readonly account: Account;
  /** Why it cannot be moved; null when it can. */
  readonly problem: { readonly side: 'source' | 'target'; readonly kind: string; readonly message: string } | null;
  readonly server: string;
  readonly folders: readonly FolderPlan[];
  readonly boxes: readonly BoxPlan[];
  readonly quota: Quota | null;
  /** Largest message in octets that is sent; null for no limit. */
  readonly largest: number | null;
  /** Bytes a day the destination takes; null for no known limit. */
  readonly bytesPerDay: number | null;
  readonly toSend: { readonly messages: number; readonly bytes: number };
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

/** Plans one account. Never rejects for what is wrong with the account itself: that is in the plan. */
export async function planAccount(setup: PlanSetup, account: Account, book: LogBook): Promise<OpenAccount> {
  let source: SourceMailbox | null = null;
  let target: TargetAccount | null = null;
  try {
    source = await setup.source.mailbox(account, setup.trace);
  } catch (error) {
    return { plan: failedPlan(account, 'source', error), source, target };
  }
  try {
    target = await openTarget(setup.endpoint, setup.login(account), setup.trace);
  } catch (error) {
    await source.close();
    return { plan: failedPlan(account, 'target', error), source: null, target };
  }
  return { plan: await makePlan(setup, account, source, target, book), source, target };
}

function failedPlan(account: Account, side: 'source' | 'target', error: unknown): AccountPlan {
  const known = error instanceof ConnectError || error instanceof UserError;
  if (!known) throw error;
  return {
    account,
    problem: { side, kind: error instanceof ConnectError ? error.kind : 'input', message: error.message },
    server: '',
    folders: [],
    boxes: [],
    quota: null,
    largest: null,
    bytesPerDay: null,
    toSend: { messages: 0, bytes: 0 },
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
  const folders: FolderPlan[] = [];
  for (const way of mapped) {
    const skip = skipReason(way.source, setup.excludeFolders);
    const validity = tree.mailboxes.find(({ wireName }) => wireName === way.wireName)?.uidValidity ?? null;
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
    notes: [...source.problems, ...(fits ? [] : ['the mailbox at the destination is too small for what will be sent'])],
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

interface Survey {
  readonly source: SourceMailbox;
  readonly way: MappedFolder;
  readonly skip: string | null;
  readonly largest: number | null;
  readonly validity: string | null;
  readonly book: LogBook;
}

async function surveyFolder({ source, way, skip, largest, validity, book }: Survey): Promise<FolderPlan> {
  const folder = way.source;
  const box = validity === null ? null : book.boxNumber(way.wireName, validity);
  const number = book.sourceNumber(folder.path, folder.validity);
  const shelf = box === null || number === null ? null : book.shelf(box, number);
  const sums = { messages: 0, bytes: 0, missing: 0, settled: 0, settledBytes: 0, reflagged: 0, tooLarge: 0 };
  const examples: [number | string, number][] = [];
  for (const message of await source.list(folder)) {
    if (message.missing) {
      sums.missing += 1;
      continue;
    }
    sums.messages += 1;
    sums.bytes += message.size;
    const stored = shelf?.stored.get(message.uid);
    if (shelf?.isSettled(message.uid) === true || message.skip !== null) {
      sums.settled += 1;
      sums.settledBytes += message.size;
      if (stored !== undefined && stored.flags !== flagText(message)) sums.reflagged += 1;
    } else if (largest !== null && message.size > largest) {
      sums.tooLarge += 1;
      if (examples.length < 10) examples.push([message.uid, message.size]);
    }
  }
  const { tooLarge: count, ...rest } = sums;
  return { folder, mapped: skip === null ? way : null, skip, ...rest, tooLarge: { count, examples } };
}

function groupByBox(folders: readonly FolderPlan[], target: TargetAccount, book: LogBook): BoxPlan[] {
  const boxes = new Map<string, FolderPlan[]>();
  for (const folder of folders) {
    if (folder.mapped === null) continue;
    const group = boxes.get(folder.mapped.wireName);
    if (group === undefined) boxes.set(folder.mapped.wireName, [folder]);
    else group.push(folder);
  }
  return [...boxes].map(([wireName, group]) => {
    const there = target.tree.mailboxes.find((mailbox) => mailbox.wireName === wireName);
    return {
      wireName,
      path: group[0]?.mapped?.path ?? [],
      exists: there !== undefined,
      profile: target.tree.profile,
      folders: group,
      idle: isIdle(group, wireName, there?.uidValidity ?? null, book),
    };
  });
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
