/** Reports of an export that is kept current: report.json each time, the page only as often as it costs little. */
import type { ExportResult } from '../files/export.js';
import type { ExportOptions } from '../files/plan/options.js';
import { accountsDetails } from './accounts-details.js';
import { makeReport, saveReportJson, saveReportPage, type WholeReport } from './json.js';

/** A page that took a second to make is made again after so many seconds at the earliest. */
const SHARE = 50;

export class RoundReports {
  readonly #options: ExportOptions;
  readonly #sinceCutover: number | null;
  readonly #now: () => number;
  #waiting: (WholeReport & { readonly out: string }) | null = null;
  #nextPageAt = 0;

  /** `now` is a clock in milliseconds that never goes back. */
  constructor(options: ExportOptions, sinceCutover: number | null, now = () => performance.now()) {
    this.#options = options;
    this.#now = now;
    this.#sinceCutover = sinceCutover;
  }

  /** After a round: `result` is null when nothing has changed. */
  async round(result: ExportResult | null): Promise<void> {
    if (result !== null) {
      const report = await makeReport(result, this.#options, this.#sinceCutover);
      saveReportJson(result.out, report);
      this.#waiting = { out: result.out, report, accounts: accountsDetails(result.accounts) };
    }
    if (this.#now() >= this.#nextPageAt) this.finish();
  }

  /** Writes the page if the last one is not of the last round. */
  finish(): void {
    if (this.#waiting === null) return;
    const began = this.#now();
    saveReportPage(this.#waiting.out, this.#waiting);
    this.#waiting = null;
    const now = this.#now();
    this.#nextPageAt = now + (now - began) * SHARE;
  }
}
