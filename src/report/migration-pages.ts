/** Where the page of a migration goes: beside each `report.json`. */
import { join, relative, sep } from 'node:path';
import { shardFileName } from '../core/shard.js';
import { partialName, writeWhole } from '../core/whole-file.js';
import type { MigrateOptions, MigrateResult } from '../transfer/run/migration.js';
import type { MigrationReport } from '../transfer/state/migration-report.js';
import type { MigrationProof } from '../transfer/verify/verify-all.js';
import { readWholeJson } from '../core/json-file.js';
import { readComparison, saveComparison } from './compared.js';
import { checklistOf } from './checklist.js';
import { checklistPage } from './html/checklist-page.js';
import { migrationPage } from './html/migration-page.js';
import { domainsOf } from './html/run-facts.js';
import { migrationGuide } from './next/migration.js';
import { standingText } from './standing.js';

/** How a page is written. */
export interface PageWriting {
  /** Where several processes may write it with the same content: what tells them apart. */
  readonly who?: string | undefined;
  /** The command line that sends what is new; null where nobody knows it. */
  readonly again?: string | null;
}

/** Writes `report.html` and `checklist.html` into a folder. */
export function saveMigrationPage(
  folder: string,
  report: MigrationReport,
  { who, again = null }: PageWriting = {},
): void {
  const comparison = readComparison(folder, report.times.endedAt);
  const guide = migrationGuide(report, again);
  const pages = {
    'checklist.html': checklistPage({
      checklist: checklistOf(guide),
      company: domainsOf(report.mailboxes),
      report: 'report.html',
      facts: [
        ['From', report.source],
        ['To', report.target],
        ['State', standingText(report)],
      ],
    }),
    'report.html': migrationPage({ report, guides: [guide], comparison }),
  };
  for (const [name, page] of Object.entries(pages)) {
    const path = join(folder, name);
    writeWhole(path, page, partialName(path, who));
  }
}

/** Writes the pages of a run: with its logs, which stay, and beside `report.json`, which the next run replaces. */
export function saveMigrationPages(
  { report, common, logs }: Pick<MigrateResult, 'report' | 'common' | 'logs'>,
  { stateDir, shard }: Pick<MigrateOptions, 'stateDir' | 'shard'>,
  again: string | null,
): void {
  if (report !== null) saveMigrationPage(logs, report, { again });
  const who = shard === null ? undefined : shardFileName(shard);
  if (common !== null) saveMigrationPage(stateDir.state, common, { who, again });
}

/** Says on the page of a migration what came of a comparison; `file` is where that was written to, below the state folder. */
export function saveProof(state: string, { accounts }: MigrationProof, file: string): void {
  const boxes = accounts.flatMap(({ boxes: own }) => own);
  const difference =
    boxes.reduce((sum, { differences, doubled }) => sum + differences.length + doubled.length, 0) +
    accounts.filter(({ problem }) => problem !== null).length;
  const count = (of: (box: (typeof boxes)[number]) => number): number => boxes.reduce((sum, box) => sum + of(box), 0);
  saveComparison(state, state, {
    ...{
      at: new Date().toISOString(),
      of: endOf(state),
      agrees: difference === 0,
      sampled: false,
      waiting: 0,
      difference,
    },
    ...{ items: count(({ expected }) => expected), compared: count(({ there }) => there) },
    page: relative(state, file).split(sep).join('/'),
  });
}

function endOf(state: string): string | null {
  const { times } = (readWholeJson(join(state, 'report.json')) ?? {}) as Partial<MigrationReport>;
  return times?.endedAt ?? null;
}

/** Pages of a migration that is kept current: at once, then every minute at most, and at the end. */
export class RoundPages {
  static readonly #EVERY_MS = 60_000;
  readonly #folder: string;
  readonly #again: string | null;
  #waiting: MigrationReport | null = null;
  #savedAt = -Infinity;

  /** `again`: the command line that sends what is new. */
  constructor(folder: string, again: string | null) {
    this.#folder = folder;
    this.#again = again;
  }

  round(report: MigrationReport): void {
    this.#waiting = report;
    if (performance.now() - this.#savedAt >= RoundPages.#EVERY_MS) this.finish();
  }

  /** Writes the page if the last one is not of the last round. */
  finish(): void {
    if (this.#waiting === null) return;
    saveMigrationPage(this.#folder, this.#waiting, { again: this.#again });
    this.#waiting = null;
    this.#savedAt = performance.now();
  }
}
