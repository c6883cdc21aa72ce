/** Where the page of a migration goes: beside each `report.json`. */
import { join } from 'node:path';
import { partialName, writeWhole } from '../core/whole-file.js';
import type { MigrationReport } from '../transfer/state/migration-report.js';
import { migrationPage } from './html/migration-page.js';

/** Writes `report.html` into a folder. Where several processes may do so with the same content, `who` tells them apart. */
export function saveMigrationPage(folder: string, report: MigrationReport, who?: string): void {
  const path = join(folder, 'report.html');
  writeWhole(path, migrationPage({ report, guides: [] }), partialName(path, who));
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
