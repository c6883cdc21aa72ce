/** What became of one item: the part of a ledger line that only the writer knows. */
export interface Outcome {
  readonly result: 'exported' | 'skipped' | 'failed';
  /** Why it was skipped or failed; null when it was exported. */
  readonly reason: string | null;
  /** The output file, relative to the output folder, with `/`; null unless exported. */
  readonly file: string | null;
  /** Where the item's bytes begin in that file, and how many they are; null where the format has no such place. */
  readonly offset: number | null;
  readonly length: number | null;
  /** What was changed or guessed on the way, one short sentence each. */
  readonly notes: readonly string[];
}
