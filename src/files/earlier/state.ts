/**
 * What is kept of a mailbox that is done: its jobs, and where in its ledger their lines are. It counts only together with the
 * ledger it was made for, which is known by its content: files are copied, restored and touched, and clocks differ.
 */
import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ledgerRuns } from '../../ledger/runs.js';
import { readSlice } from '../../ledger/slice.js';
import { writeWhole } from '../../core/whole-file.js';
import type { Mailbox } from '../../store/types.js';
import { isAbsence, readWholeJson, unreadable } from '../../core/json-file.js';
import { OWN } from '../workspace/output-folder.js';
import type { JobRecord } from '../workspace/job-record.js';
import { withAllSums } from '../workspace/record-sums.js';
import { orderOf } from './folder-history.js';

/** A ledger file as it was. */
export interface LedgerStamp {
  readonly size: number;
  /** Only spares reading it: the same time and size are the same file. */
  readonly mtimeMs: number;
  /** SHA-256 of its content; states from before ledgers were known by it lack it. */
  readonly digest?: string;
}

/** The jobs of a mailbox whose ledger is complete. */
export interface MailboxState {
  /** What it was when it was exported. */
  readonly mailbox?: Mailbox;
  /** The ledger the ranges refer to. */
  readonly ledger: LedgerStamp;
  readonly jobs: Readonly<Record<string, JobRecord>>;
  /** Outputs of earlier runs that are to be removed once the ledger is in place. */
  readonly stale?: readonly string[];
}

/** A state that fits its ledger, and the ledger's stamp as it is now. */
export interface FittingState {
  readonly state: MailboxState;
  readonly stamp: Required<LedgerStamp>;
}

/** Where the state of a mailbox is kept. */
export function statePath(out: string, mailboxName: string): string {
  return join(out, OWN, 'state', `${mailboxName}.json`);
}

/** The ledger of a mailbox. */
export function ledgerPath(out: string, mailboxName: string): string {
  return join(out, 'ledger', `${mailboxName}.jsonl`);
}

/**
 * A state as it was written down, whatever has become of its ledger; null when there is none, or it is damaged: the ledger
 * tells the same. Throws a UserError when it cannot be read.
 */
export function writtenState(out: string, mailboxName: string): MailboxState | null {
  const state = readWholeJson(statePath(out, mailboxName)) as Partial<MailboxState> | null;
  return typeof state?.ledger?.size === 'number' && typeof state.jobs === 'object' ? (state as MailboxState) : null;
}

/** The state of a mailbox if its ledger is the one that it refers to. Throws a UserError when either cannot be read. */
export function fittingState(out: string, mailboxName: string): FittingState | null {
  const state = writtenState(out, mailboxName);
  const path = ledgerPath(out, mailboxName);
  const now = state === null ? null : stampOf(path);
  if (state === null || now?.size !== state.ledger.size) return null;
  const { digest } = state.ledger;
  const untouched = now.mtimeMs === state.ledger.mtimeMs;
  if (digest === undefined) {
    if (!untouched || !isOrdered(path, state.jobs)) return null;
  } else if (!untouched && digestOf(path) !== digest) return null;
  const jobs = Object.fromEntries(Object.entries(state.jobs).map(([id, part]) => [id, withAllSums(part, path)]));
  return { state: { ...state, jobs }, stamp: { ...now, digest: digest ?? digestOf(path) } };
}

/** Writes the state of a mailbox down. */
export function saveState(out: string, mailboxName: string, state: MailboxState): void {
  writeWhole(statePath(out, mailboxName), JSON.stringify(state));
}

function stampOf(path: string): { readonly size: number; readonly mtimeMs: number } | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat === undefined ? null : { size: stat.size, mtimeMs: stat.mtimeMs };
}

const CHUNK = 1024 * 1024;

/** SHA-256 of a file's content, hexadecimal. Throws a UserError when it cannot be read. */
export function digestOf(path: string): string {
  const hash = createHash('sha256');
  let fd = -1;
  try {
    fd = openSync(path, 'r');
    const chunk = Buffer.allocUnsafe(CHUNK);
    for (let got = readSync(fd, chunk); got > 0; got = readSync(fd, chunk)) hash.update(chunk.subarray(0, got));
  } catch (error) {
    throw unreadable(path, error);
  } finally {
    if (fd >= 0) closeSync(fd);
  }
  return hash.digest('hex');
}

/** Lines of an index that spelt its UIDs oddly were once written out of order. */
function isOrdered(path: string, jobs: MailboxState['jobs']): boolean {
  for (const { folders } of Object.values(jobs)) {
    for (const { start, end } of folders) {
      let last = -Infinity;
      for (const { uid } of readSlice(path, start, end)) {
        if (orderOf(uid) < last) return false;
        last = orderOf(uid);
      }
    }
  }
  return true;
}

/** Which lines of a ledger are of which folder; null without a ledger. Throws a UserError when it cannot be read. */
export function runsOfLedger(path: string): ReturnType<typeof ledgerRuns> | null {
  try {
    return ledgerRuns(path);
  } catch (error) {
    if (isAbsence(error)) return null;
    throw unreadable(path, error);
  }
}
