/** The ledger of an account: one line for each message of the source, what became of it and where it is. */
import { existsSync } from 'node:fs';
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { diskError } from '../../core/disk-error.js';
import { formatLedgerLine, formatTime, readLedger } from '../../ledger/file.js';
import type { LedgerLine, MovedLine } from '../../ledger/line.js';
import { moveFileLater, removeIfPossible } from '../../core/platform.js';
import { partialName } from '../../core/whole-file.js';
import { addLine, addSums, emptySums, type Sums } from '../../ledger/sums.js';
import type { AccountPlan } from '../plan/account-plan.js';
import type { FolderPlan } from '../plan/folder-survey.js';
import type { Ref } from '../destination.js';
import type { Uid } from '../journal/journal-line.js';
import type { FolderRecord, LogBook } from '../journal/log-book.js';
import type { SourceMailbox, SourceMessage } from '../source.js';
import { folderKey, type Tally } from '../run/tally.js';

/** A ledger line with the place at the destination. */
export interface MigrateLine extends MovedLine {
  /** `copied` by us in this run, `before` in an earlier one, `present` without us; null when it is not there. */
  readonly action: 'copied' | 'before' | 'present' | null;
  readonly target: { readonly mailbox: string; readonly uid: Ref | null } | null;
}

/** Sums of a folder, with what a migration adds to them. */
export interface FolderOutcome {
  readonly plan: FolderPlan;
  readonly sums: Sums;
  readonly actions: Actions;
}

export interface Actions {
  copied: number;
  before: number;
  present: number;
}

export interface LedgerWork {
  readonly path: string;
  readonly plan: AccountPlan;
  readonly source: SourceMailbox;
  readonly book: LogBook;
  readonly tally: Tally;
  /** Why what is neither there nor failed by itself is not there. */
  readonly unsent: (folder: FolderPlan) => string;
}

/** An item that is not at the destination, and why. */
export interface Attention {
  readonly mailbox: string;
  readonly folder: readonly string[];
  readonly uid: Uid;
  readonly result: string;
  readonly reason: string | null;
}

/** At most this many items are named; the ledgers name all. */
const NAMED = 1000;

export interface LedgerResult {
  readonly folders: readonly FolderOutcome[];
  readonly sums: Sums;
  readonly actions: Actions;
  readonly attention: readonly Attention[];
  readonly skipped: readonly Attention[];
}

/** Characters that are written at once. */
const CHUNK = 1 << 16;

/**
 * Writes the ledger of an account whole, in the order of folders and UIDs, and sums it up. Rejects with a UserError when
 * the disk fails; then the ledger of the run before stands.
 */
export async function writeLedger(work: LedgerWork): Promise<LedgerResult> {
  const partial = partialName(work.path);
  await mkdir(dirname(work.path), { recursive: true });
  try {
    const file = await open(partial, 'w', 0o600);
    let result: LedgerResult;
    try {
      result = await writeLines(work, (text) => file.appendFile(text));
      await file.sync();
    } finally {
      await file.close();
    }
    await moveFileLater(partial, work.path);
    return result;
  } catch (error) {
    // On a full disk it would only be in the way.
    removeIfPossible(partial);
    throw diskError(error, 'state');
  }
}

async function writeLines(work: LedgerWork, write: (text: string) => Promise<void>): Promise<LedgerResult> {
  let text = '';
  const total = emptySums();
  const actions: Actions = { copied: 0, before: 0, present: 0 };
  const attention: Attention[] = [];
  const skipped: Attention[] = [];
  const folders: FolderOutcome[] = [];
  for (const plan of work.plan.folders) {
    const outcome: FolderOutcome = { plan, sums: emptySums(), actions: { copied: 0, before: 0, present: 0 } };
    for (const message of plan.problem === null ? await work.source.list(plan.folder) : []) {
      const line = describe(work, plan, message);
      addLine(outcome.sums, line);
      if (line.action !== null) outcome.actions[line.action] += 1;
      const named = line.result === 'skipped' ? skipped : attention;
      if (line.result !== 'exported' && named.length < NAMED) {
        const { folder, uid, result, reason } = line;
        named.push({ mailbox: work.plan.account.source, folder, uid, result, reason });
      }
      text += formatLedgerLine(line);
      if (text.length < CHUNK) continue;
      await write(text);
      text = '';
    }
    folders.push(outcome);
    addSums(total, outcome.sums);
    for (const action of ['copied', 'before', 'present'] as const) actions[action] += outcome.actions[action];
  }
  await write(text);
  return { folders, sums: total, actions, attention, skipped };
}

function describe(work: LedgerWork, plan: FolderPlan, message: SourceMessage): MigrateLine {
  const { folder } = plan;
  const record = recordOf(work.book, plan);
  const stored = record?.stored.get(message.uid);
  const notes = record?.notes.get(message.uid)?.split('\n') ?? [];
  const { result, reason } = outcomeOf(work, plan, record, message);
  const there = result === 'exported';
  return {
    folder: folder.path,
    uid: message.uid,
    kind: folder.kind,
    bytes: message.size,
    receivedAt: message.receivedAt === null ? null : formatTime(message.receivedAt),
    flags: message.flags,
    rawFlags: message.rawFlags,
    result,
    reason,
    file: null,
    offset: null,
    length: null,
    dateFrom: message.dateFrom,
    action: there ? actionOf(work, plan, message.uid, stored?.found === true) : null,
    target: there
      ? { mailbox: plan.place?.path.join('/') ?? '', uid: stored?.uid === 0 ? null : (stored?.uid ?? null) }
      : null,
    ...(there && notes.length > 0 ? { notes } : {}),
  };
}

function outcomeOf(
  work: LedgerWork,
  plan: FolderPlan,
  record: FolderRecord | null,
  message: SourceMessage,
): Pick<LedgerLine, 'result' | 'reason'> {
  if (message.missing) return { result: 'missing', reason: 'the index has a record of it, the disk has no file' };
  const skip = plan.skip ?? message.skip ?? record?.skipped.get(message.uid) ?? null;
  if (skip !== null) return { result: 'skipped', reason: skip };
  if (record?.stored.has(message.uid) === true) return { result: 'exported', reason: null };
  return { result: 'failed', reason: work.tally.failure(plan.folder, message.uid) ?? work.unsent(plan) };
}

function actionOf(work: LedgerWork, plan: FolderPlan, uid: Uid, found: boolean): MigrateLine['action'] {
  if (work.tally.wasCopied(plan.folder, uid)) return 'copied';
  return found ? 'present' : 'before';
}

function recordOf(book: LogBook, { folder, place }: FolderPlan): FolderRecord | null {
  const box = place === null ? null : book.latestBox(place.ref);
  const number = book.sourceNumber(folder.path, folder.validity);
  return box === null || number === null ? null : book.record(box, number);
}

/** What failed according to the ledger of the run before, by folder; nothing without a ledger. */
export async function failedBefore(path: string): Promise<Map<string, Set<Uid>>> {
  const failed = new Map<string, Set<Uid>>();
  if (!existsSync(path)) return failed;
  for await (const line of readLedger(path)) {
    if (line.result !== 'failed') continue;
    const key = folderKey({ path: line.folder });
    failed.set(key, (failed.get(key) ?? new Set<Uid>()).add(line.uid));
  }
  return failed;
}
