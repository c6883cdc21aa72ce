/** Which bundle writer takes which kind of item, and where its files go. */
import type { BundleWriter } from '../exporters/bundle.js';
import type { Outcome } from '../exporters/outcome.js';
import type { OutputFiles } from '../exporters/output.js';
import type { Kind } from '../store/types.js';
import type { ExportOptions, OutputKind } from './options.js';

/** The part of the output that a kind of item belongs to. */
export function outputKind(kind: Kind): OutputKind {
  if (kind === 'calendar') return 'calendars';
  return kind === 'journal' ? 'notes' : kind;
}

/** Opens the writer for the items of that kind in one folder. `stem` is `<mailbox>/<Folder>`. */
export function openBundle(
  kind: Exclude<Kind, 'mail'>,
  _files: OutputFiles,
  _stem: string,
  _options: ExportOptions,
): BundleWriter {
  const outcome: Outcome = {
    result: 'skipped',
    reason: `${outputKind(kind)} are not exported by this version`,
    file: null,
    offset: null,
    length: null,
    notes: [],
  };
  let items = 0;
  return {
    add: () => {
      items += 1;
    },
    finish: () => ({ outcomes: Array.from({ length: items }, () => outcome), problems: [] }),
  };
}
