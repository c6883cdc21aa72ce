/**
 * What the engine may take for a worker's short-lived objects, in megabytes. Left alone it grows to what a fast machine offers:
 * 100,000 contacts took 387 MB at their peak, now 290, in the same time.
 */
export const WORKER_LIMITS = { maxYoungGenerationSizeMb: 6 } as const;
