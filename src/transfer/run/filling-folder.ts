/** What a run holds of one folder of the source. */
import type { Uid } from '../journal/journal-line.js';
import type { FolderRecord } from '../journal/log-book.js';
import type { SourceFolder, SourceMessage } from '../source.js';

/** A folder of the source that fills a collection, with what the journal knows of it there. */
export interface FillingFolder {
  readonly folder: SourceFolder;
  /** Numbers of box and folder in the journal. */
  readonly box: number;
  readonly number: number;
  readonly record: FolderRecord;
  /** In ascending UID; can be iterated again. */
  readonly messages: Iterable<SourceMessage>;
  /** Writes down what was changed in a message on the way. */
  note(uid: Uid, notes: readonly string[]): void;
}
