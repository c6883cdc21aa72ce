import type { ZoneTable } from './zone-table.js';

/** What a component stands in. */
export interface EntryContext {
  readonly zones: ZoneTable;
  /** METHOD of the calendar, upper case; empty without one. */
  readonly method: string;
  readonly attendees: 'keep' | 'strip';
  /** When the item came in, unix seconds: what is left where a component has no time at all. */
  readonly receivedAt: number | null;
  /** The item's Subject, for a component without a title; empty without one. */
  readonly subject: string;
}
