/** Which bundle writer takes which kind of item, and where its files go. */
import type { BundleWriter } from '../../exporters/bundle.js';
import type { BundleListener } from '../../exporters/bundle-listener.js';
import { openCalendarWriter } from '../../exporters/calendars/writer.js';
import { openContactsWriter } from '../../exporters/contacts/writer.js';
import { openNotesWriter } from '../../exporters/notes/writer.js';
import type { OutputFiles } from '../../exporters/output.js';
import { openTasksWriter } from '../../exporters/tasks/writer.js';
import type { Kind } from '../../core/kinds.js';
import type { ExportOptions, OutputKind } from '../plan/options.js';

/** The part of the output that a kind of item belongs to. */
export function outputKind(kind: Kind): OutputKind {
  if (kind === 'calendar') return 'calendars';
  return kind === 'journal' ? 'notes' : kind;
}

/** Where a bundle goes: `stem` is `<mailbox>/<Folder>`. */
export interface BundleSite {
  readonly files: OutputFiles;
  readonly stem: string;
  /** Told of what is written; null when nobody wants to know. */
  readonly listener: BundleListener | null;
}

/** Opens the writer for the items of that kind in one folder. */
export function openBundle(
  kind: Exclude<Kind, 'mail'>,
  { files, stem, listener }: BundleSite,
  options: ExportOptions,
): BundleWriter {
  const base = `${outputKind(kind)}/${stem}`;
  const { oneFilePerContact, maxPhotoKb, attendees, inlineAttachments } = options;
  switch (kind) {
    case 'contacts':
      return openContactsWriter({ files, base, listener, oneFilePerContact, maxPhotoKb });
    case 'calendar':
      return openCalendarWriter({ files, base, listener, attendees, inlineAttachments });
    case 'tasks':
      return openTasksWriter({ files, base, listener, attendees, inlineAttachments });
    case 'notes':
    case 'journal':
      return openNotesWriter({ files, base, listener });
  }
}
