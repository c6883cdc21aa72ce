/** Where the page of a migration goes: beside each `report.json`. */
import { join, relative, sep } from 'node:path';
import { type Shard, shardFileName } from '../core/shard.js';
import { partialName, writeWhole } from '../core/whole-file.js';
import type { MigrateResult } from '../transfer/run/migration.js';
import type { MigrationReport } from '../transfer/state/migration-report.js';
import type { MigrationProof } from '../transfer/verify/verify-all.js';
import { readWholeJson } from '../core/json-file.js';
import { readComparison, saveComparison } from './compared.js';
import { migrationPage } from './html/migration-page.js';

/** Writes `report.html` into a folder. Where several processes may do so with the same content, `who` tells them apart. */
export function saveMigrationPage(folder: string, report: MigrationReport, who?: string): void {
  const path = join(folder, 'report.html');
  const comparison = readComparison(folder, report.times.endedAt);
  writeWhole(path, migrationPage({ report, guides: [], comparison }), partialName(path, who));
}

/** Writes the pages of a run: with its logs, which stay, and beside `report.json`, which the next run replaces. */
export function saveMigrationPages(
  { report, common, logs }: Pick<MigrateResult, 'report' | 'common' | 'logs'>,
  state: string,
  shard: Shard | null,
): void {
  if (report === null) return;
  saveMigrationPage(logs, report);
  if (common !== null) saveMigrationPage(state, common, shard === null ? undefined : shardFileName(shard));
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
  #waiting: MigrationReport | null = null;
  #savedAt = -Infinity;

  constructor(folder: string) {
    this.#folder = folder;
  }

  round(report: MigrationReport): void {
    this.#waiting = report;
    if (performance.now() - this.#savedAt >= RoundPages.#EVERY_MS) this.finish();
  }

  /** Writes the page if the last one is not of the last round. */
  finish(): void {
    if (this.#waiting === null) return;
    saveMigrationPage(this.#folder, this.#waiting);
    this.#waiting = null;
    this.#savedAt = performance.now();
  }
}
