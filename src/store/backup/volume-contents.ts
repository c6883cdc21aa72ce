import type { ArchivedFile } from './mounts.js';

/** A file or directory (its name ends in a slash) in a volume. */
export interface VolumeEntry extends ArchivedFile {
  /** As it stands there; `\` may separate directories. Bytes that are no UTF-8 as in `escaped-path.ts`. */
  readonly name: string;
}

/** What lies in a volume, and what is wrong with it. */
export interface VolumeContents {
  readonly entries: readonly VolumeEntry[];
  readonly problems: readonly string[];
}
