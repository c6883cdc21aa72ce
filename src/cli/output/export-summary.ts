/** What is said of an export at its end, by its report. */
import { formatShard, type Shard } from '../../core/shard.js';
import type { Report } from '../../report/json.js';
import { countOf, formatCount, printable } from './format.js';

/** How many items, mailboxes or shards are named one by one. */
const SHOWN = 10;

/** How much is there, and of which mailboxes the store knows nothing any more. */
export function outcomeLines({ totals, mailboxes }: Report, out: string, shard: Shard | null): string[] {
  const which = shard === null ? '' : ` (shard ${formatShard(shard)})`;
  const lines = [
    `${countOf(totals.exported, 'item')} of ${countOf(mailboxes.length, 'mailbox')} are in ${out}${which}.`,
  ];
  const gone = mailboxes.filter((mailbox) => mailbox.gone).map(({ address }) => address);
  if (gone.length > 0)
    lines.push(
      `Gone from the store: ${nameSome(gone, 'mailbox')}. What was exported of ${gone.length === 1 ? 'it' : 'them'} stays; --mirror takes it out.`,
    );
  return lines;
}

/** What failed or is missing; nothing when all arrived. */
export function attentionLines({ totals, attention }: Report): string[] {
  if (totals.failed + totals.missing === 0) return [];
  const named = attention
    .slice(0, SHOWN)
    .map(({ mailbox, folder, uid, reason, result }) =>
      printable(`  ${mailbox} ${folder.join('/')} ${uid}: ${reason ?? result}`),
    );
  return [`${countOf(totals.failed, 'item')} failed, ${formatCount(totals.missing)} missing in the store:`, ...named];
}

/** `2 mailboxes (a@b.example, c@b.example)`, the first ones by name. */
export function nameSome(names: readonly string[], noun: string): string {
  const rest = names.length > SHOWN ? ', …' : '';
  return `${countOf(names.length, noun)} (${names.slice(0, SHOWN).map(printable).join(', ')}${rest})`;
}
