/**
 * Where writers put their bytes: a staging tree whose files the pipeline moves to their final names together, after all
 * of them are flushed to disk. A writer never sees a final name before its time.
 */
export interface OutputFiles {
  /** Absolute path of the staging tree; what lies at `<root>/a/b` appears as `<out>/a/b`. For writers of many small files. */
  readonly root: string;
  /**
   * Starts a file. `path` is relative to the output folder, with `/`, already safe and unique. A `secret` file (it holds
   * passwords) can be read by its owner alone, from its first byte on.
   */
  create(path: string, options?: { readonly secret?: boolean }): OutputFile;
}

export interface OutputFile {
  /** The final name, relative to the output folder. */
  readonly path: string;
  /** Bytes written so far. */
  readonly size: number;
  /** Appends bytes, or text as UTF-8. The buffer may be reused by the caller afterwards. */
  write(chunk: Uint8Array | string): void;
  /** Gives the file another final name: `Contacts.vcf` becomes `Contacts.1.vcf` once a second part is needed. */
  rename(path: string): void;
}
