/** Mailboxes that the store no longer has: what an earlier run wrote of them stays and is told, or is taken out. */
import { readLedgerRun } from '../../ledger/runs.js';
import { addLine, addSums, emptySums } from '../../ledger/sums.js';
import { tellsOfLoss } from '../../store/disk/loss.js';
import type { Store } from '../../store/open.js';
import type { Mailbox, MailboxType } from '../../store/types.js';
import type { MailFormat } from '../../naming/folders.js';
import { JobRecords } from '../earlier/job-records.js';
import { fittingState, ledgerPath, runsOfLedger, writtenState } from '../earlier/state.js';
import { MailboxRun } from '../earlier/mailbox-run.js';
import type { Plan } from '../plan/planned.js';
import { type FolderReport, type MailboxReport, reportPart } from '../result.js';
import type { Workspace } from './workspace.js';

/** What became of them in this run. */
export interface GoneMailboxes {
  readonly kept: readonly MailboxReport[];
  /** Addresses. */
  readonly takenOut: readonly string[];
}

/**
 * Finds the mailboxes of the output that are not in the plan's selection, among those that this run owns. With `mirror`
 * they are taken out, unless the store could not be read so far that anybody knows that they are gone.
 */
export function settleGone(
  store: Store,
  { names }: Plan,
  workspace: Workspace,
  { mirror, format }: { readonly mirror: boolean; readonly format: MailFormat },
): GoneMailboxes {
  const kept: MailboxReport[] = [];
  const takenOut: string[] = [];
  const follows = mirror && !store.problems.some(tellsOfLoss);
  const parts = new JobRecords(workspace.out);
  const interrupted = parts.mailboxes();
  for (const name of new Set([...workspace.finished(), ...interrupted.keys()])) {
    if (names.has(name)) continue;
    const address = interrupted.get(name);
    const known = writtenState(workspace.out, name)?.mailbox ?? mailboxOfName(name);
    const mailbox = address === undefined ? known : { ...known, address };
    if (!workspace.owns(mailbox.address)) continue;
    if (follows && shows(store, mailbox)) {
      workspace.removeMailbox(name, mailbox.address);
      takenOut.push(mailbox.address);
    } else {
      // What an interrupted run has done of it gets into its ledger: no job is left to run.
      if (address !== undefined)
        new MailboxRun(
          { mailbox, name, jobs: [], skips: [], rights: [], problems: [] },
          { out: workspace.out, format, mirror: false, parts },
        ).finishIfComplete();
      kept.push(report(name, mailbox, workspace.out));
    }
  }
  return { kept, takenOut };
}

/** Whether a mailbox would be in the store if it still existed: below a domain or a user there is no other. */
function shows({ level, mailboxes }: Store, { domain }: Mailbox): boolean {
  if (level === 'mailbox' || level === 'folder') return false;
  return level !== 'domain' || mailboxes[0]?.domain === domain;
}

function report(name: string, mailbox: Mailbox, out: string): MailboxReport {
  const jobs = fittingState(out, name)?.state.jobs;
  const folders =
    jobs === undefined
      ? reportLedger(ledgerPath(out, name))
      : Object.values(jobs).flatMap((part) => reportPart(part, null));
  const sums = emptySums();
  for (const folder of folders) addSums(sums, folder.sums);
  return { mailbox, gone: true, ledger: `ledger/${name}.jsonl`, sums, folders, skips: [], rights: [], problems: [] };
}

/** Where nothing but the ledger is left. */
function reportLedger(path: string): FolderReport[] {
  const folders = new Map<string, FolderReport & { readonly outputs: string[] }>();
  for (const run of runsOfLedger(path) ?? []) {
    for (const line of readLedgerRun(path, run)) {
      if ('broken' in line) continue;
      const key = JSON.stringify(line.folder);
      const folder = folders.get(key) ?? {
        ...{ path: line.folder, label: [], kind: line.kind, kindFrom: 'default', hidden: false, gone: true },
        ...{ sums: emptySums(), problems: [], outputs: [] },
      };
      folders.set(key, folder);
      addLine(folder.sums, line);
      if (line.file !== null && folder.outputs.at(-1) !== line.file) folder.outputs.push(line.file);
    }
  }
  return [...folders.values()];
}

const SHARED: Readonly<Record<string, MailboxType>> = {
  _public: 'public',
  _archive: 'archive',
  _resources: 'resources',
};

function mailboxOfName(name: string): Mailbox {
  const at = name.lastIndexOf('@');
  const user = name.slice(0, Math.max(0, at));
  return { address: name, type: SHARED[user] ?? 'user', user, domain: name.slice(at + 1), dir: '' };
}
