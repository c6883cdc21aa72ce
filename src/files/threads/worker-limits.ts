import type { MailFormat } from '../../naming/folders.js';

/**
 * What the engine may take for a worker's short-lived objects, in megabytes. Left alone it grows to what a fast machine offers:
 * 100,000 contacts took 387 MB at their peak, now 290, in the same time.
 */
export const WORKER_LIMITS = { maxYoungGenerationSizeMb: 6 } as const;

/** A PST file takes every mail apart: with as little room as above a quarter of the time went into clearing up. */
const PST_LIMITS = { maxYoungGenerationSizeMb: 24 } as const;

/** The limits of a thread that exports mail in a format. */
export function exportLimits(format: MailFormat): typeof WORKER_LIMITS | typeof PST_LIMITS {
  return format === 'pst' ? PST_LIMITS : WORKER_LIMITS;
}
