import type { BundleWriter } from '../bundle.js';
import type { BundleListener } from '../bundle-listener.js';
import type { OutputFiles } from '../output.js';
import { EntryBundle } from './bundle.js';

/** How the events of a folder are written. */
export interface CalendarOptions {
  readonly files: OutputFiles;
  /** The output is `<base>.ics`, or `<base>.1.ics`, `<base>.2.ics`, … below 1,000,000 bytes each. */
  readonly base: string;
  /** Told of what is written. */
  readonly listener?: BundleListener | null;
  /** `strip`: organizer and attendees are named in the description only, so that nobody is written to. */
  readonly attendees: 'keep' | 'strip';
  /** Files of an event are put into the calendar, in place of `<base>.attachments/`. */
  readonly inlineAttachments: boolean;
}

/** Opens the writer for the events of one folder (docs/calendars.md). */
export function openCalendarWriter(options: CalendarOptions): BundleWriter {
  const bundle = new EntryBundle({ ...options, kind: 'VEVENT' });
  return {
    add: (item, bytes) => bundle.add(item, bytes),
    finish: () => bundle.finish(),
  };
}
