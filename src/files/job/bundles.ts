/** Which bundle writer takes which kind of item, and where its files go. */
import type { BundleWriter } from '../../exporters/bundle.js';
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

/** Opens the writer for the items of that kind in one folder. `stem` is `<mailbox>/<Folder>`. */
export function openBundle(
  kind: Exclude<Kind, 'mail'>,
  files: OutputFiles,
  stem: string,
  options: ExportOptions,
): BundleWriter {
  const base = `${outputKind(kind)}/${stem}`;
  const { oneFilePerContact, maxPhotoKb, attendees, inlineAttachments } = options;
  switch (kind) {
    case 'contacts':
      return openContactsWriter({ files, base, oneFilePerContact, maxPhotoKb });
    case 'calendar':
      return openCalendarWriter({ files, base, attendees, inlineAttachments });
    case 'tasks':
      return openTasksWriter({ files, base, attendees, inlineAttachments });
    case 'notes':
    case 'journal':
      return openNotesWriter({ files, base });
  }
}
