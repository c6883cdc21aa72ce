/** Jobs that were done when a run was interrupted: their mailbox is not complete, and their lines are in fragments. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mailboxKey } from '../../core/shard.js';
import type { DoneJob } from '../workspace/ledger-merge.js';
import { isAbsence, readJson, unreadable } from '../../core/json-file.js';
import { OWN } from '../workspace/output-folder.js';
import type { JobRecord } from '../workspace/job-record.js';
import { withAllSums } from '../workspace/record-sums.js';
import type { LeftJob } from './left.js';
import { removeTree } from '../../core/platform.js';

/** What is in `.kerio-exit/parts/`, by the mailbox that it is of. */
export class JobRecords {
  readonly #out: string;
  readonly #byKey = new Map<string, string[]>();

  /** Throws a UserError when the folder cannot be read. */
  constructor(out: string) {
    this.#out = out;
    for (const name of partNames(out)) {
      const key = name.slice(0, KEY);
      const names = this.#byKey.get(key);
      if (names === undefined) this.#byKey.set(key, [name]);
      else names.push(name);
    }
  }

  /**
   * The jobs of a mailbox, the latest first; `planned` are the ids of those that it has now. Throws a UserError when one cannot
   * be read, or is damaged.
   */
  jobsOf(address: string, planned: ReadonlySet<string>): LeftJob[] {
    const jobs = this.#metas(mailboxKey(address)).flatMap(({ id, part }): LeftJob[] => {
      // Two mailboxes may share a key.
      const isOfIt = part.mailbox === undefined ? planned.has(id) : part.mailbox.address === address;
      const ledger = join(this.#out, part.ledger);
      if (!isOfIt || !holdsLines(ledger, part)) return [];
      return [{ id, part: withAllSums(part, ledger), ledger, origin: `run-${part.run ?? 0}` }];
    });
    return jobs.sort((a, b) => (b.part.run ?? 0) - (a.part.run ?? 0) || (a.id < b.id ? -1 : 1));
  }

  /** Mailboxes of all parts: their names by their addresses. */
  mailboxes(): Map<string, string> {
    const found = new Map<string, string>();
    for (const key of this.#byKey.keys())
      for (const { part } of this.#metas(key))
        if (part.mailbox !== undefined) found.set(part.mailbox.name, part.mailbox.address);
    return found;
  }

  #metas(key: string): { readonly id: string; readonly part: JobRecord }[] {
    return (this.#byKey.get(key) ?? []).flatMap((name) => {
      if (!name.endsWith('.json')) return [];
      const part = readRecord(join(this.#out, PARTS, name));
      return part === null ? [] : [{ id: name.slice(0, -'.json'.length), part }];
    });
  }
}

const PARTS = `${OWN}/parts`;
const KEY = mailboxKey('').length;

/** Names in the folder of parts. Throws a UserError when it cannot be read. */
export function partNames(out: string): string[] {
  const dir = join(out, PARTS);
  try {
    return readdirSync(dir);
  } catch (error) {
    if (isAbsence(error)) return [];
    throw unreadable(dir, error);
  }
}

/** A part as it was written down; null when there is none. Throws a UserError when it cannot be read, or is damaged. */
export function readRecord(path: string): JobRecord | null {
  return readJson(
    path,
    'put it back from a backup of the output; or remove it, and what it tells of is written anew from the store',
  ) as JobRecord | null;
}

/** Forgets those of a mailbox's jobs whose lines are in fragments, once they are in its ledger. */
export function dropRecords(out: string, jobs: readonly DoneJob[]): void {
  for (const { id, part, ledger } of jobs) {
    if (ledger !== join(out, part.ledger)) continue;
    removeTree(join(out, PARTS, `${id}.json`));
    removeTree(ledger);
  }
}

function holdsLines(ledger: string, { folders }: JobRecord): boolean {
  const size = statSync(ledger, { throwIfNoEntry: false })?.size ?? -1;
  return folders.every(({ end }) => end <= size);
}
