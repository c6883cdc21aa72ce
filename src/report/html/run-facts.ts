/** What a page says of the run at its top: of which company, when, and how long. */
import type { RunTimes } from '../../core/run-times.js';
import { formatDuration, listText } from './text.js';

/** The domains that the mailboxes belong to. */
export function domainsOf(mailboxes: readonly { readonly address: string }[]): string {
  const domains = new Set(mailboxes.map(({ address }) => address.slice(address.lastIndexOf('@') + 1)));
  // Trees of the whole server are kept under this name.
  if (domains.size > 1) domains.delete('localhost');
  return domains.size === 0 ? 'no mailbox' : listText([...domains]);
}

/** `2026-11-28 17:02 UTC, took 3 min 20 s`. */
export function runText({ endedAt, seconds }: RunTimes): string {
  return `${endedAt.slice(0, 16).replace('T', ' ')} UTC, took ${formatDuration(seconds)}`;
}
