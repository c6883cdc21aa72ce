import type { Component } from '../pim/components.js';
import type { ContentLine } from '../pim/contentline.js';
import type { EntryKind } from '../pim/calendar/kind.js';

/** A contact or a distribution list, as the bundle has it. */
export interface ListenedCard {
  readonly lines: readonly ContentLine[];
  readonly isList: boolean;
  /** When it was changed, unix seconds, where the card does not say; 0 when nobody knows. */
  readonly changed: number;
}

/** What stands together in a calendar: an entry, and behind it the changed occurrences of its series. */
export interface ListenedGroup {
  readonly kind: EntryKind;
  /** IANA zones of its times. */
  readonly zones: readonly string[];
  readonly read: () => readonly Component[];
}

/** Told what a bundle is made of, as it is written: for a format that holds all of a mailbox beside the files of each kind. */
export interface BundleListener {
  /** All contacts and lists; may go through them more than once. */
  cards(cards: () => Iterable<ListenedCard>): void;
  entries(groups: readonly ListenedGroup[]): void;
}
