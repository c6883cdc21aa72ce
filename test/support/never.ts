/** Milliseconds that no machine needs, however busy: where a limit must be given, it only ends what hangs. */
export const NEVER = 1_800_000;
