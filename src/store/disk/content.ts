/** An item's bytes: as many as the reader's memory holds, and a way to read on where a message is larger than that. */
export interface Content {
  /** The first bytes of the file; only valid until the next item is read. */
  readonly bytes: Uint8Array;
  /** Reads on behind `bytes` into `target`, giving how many bytes came; 0 at the end. Null when `bytes` is all. */
  readonly more: ((target: Uint8Array) => number) | null;
}
