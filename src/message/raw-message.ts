/** A message as it comes: whole, or its beginning and a way to read all of it from the start. */
export interface RawMessage {
  /** The whole message, or as much of it as is held in memory; at least its header. */
  readonly start: Uint8Array;
  /** Reads the message in pieces, always the same; null when `start` is all of it. */
  readonly reread: (() => Iterable<Uint8Array>) | null;
}
