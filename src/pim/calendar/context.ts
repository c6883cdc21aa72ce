import type { ZoneTable } from './zone-table.js';

/**
 * What becomes of the people of a meeting: they stay; they stay and nothing in it asks a server to write to them; they are only
 * named in the description.
 */
export type Attendees = 'keep' | 'silent' | 'strip';

/** What a component stands in. */
export interface EntryContext {
  readonly zones: ZoneTable;
  /** METHOD of the calendar, upper case; empty without one. */
  readonly method: string;
  readonly attendees: Attendees;
  /** When the item came in, unix seconds: what is left where a component has no time at all. */
  readonly receivedAt: number | null;
  /** The item's Subject, for a component without a title; empty without one. */
  readonly subject: string;
}
