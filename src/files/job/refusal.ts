/** What is to become of an item that was read, before any writer sees it. */
import type { HeaderBlock } from '../../message/header.js';
import type { Content } from '../../store/disk/content.js';
import { ArchiveError } from '../../store/backup/unpack.js';
import { EMPTY_FILE, looksUnreadable, unreadableReason, VANISHED } from '../../store/disk/unreadable.js';
import { headerReason, sizeReason } from '../../naming/mail-filter.js';
import type { Kind } from '../../core/kinds.js';
import { outputKind } from './bundles.js';
import type { ItemFacts } from './ledger-lines.js';
import type { ExportOptions } from '../plan/options.js';

/** Why no writer gets an item. */
export interface Refusal {
  readonly result: 'skipped' | 'failed';
  readonly reason: string;
}

/** Whether an item goes to the writer of its kind (null), or why it does not. */
export function refusalOf(
  facts: ItemFacts,
  content: Content,
  header: HeaderBlock,
  options: ExportOptions,
): Refusal | null {
  const reason = reasonToSkip(facts, options) ?? filteredOut(facts, content, header, options);
  if (reason !== null) return { result: 'skipped', reason };
  if (looksUnreadable(content.bytes, header))
    return { result: 'failed', reason: 'it looks encrypted or damaged: it is not text' };
  return facts.kind === 'mail' || content.more === null
    ? null
    : { result: 'failed', reason: `it is too large to be read as ${facts.kind} (over 8 MiB)` };
}

/** Why items of a kind are not exported at all; null when they are. */
export function leftOutByKind(kind: Kind, { only }: Pick<ExportOptions, 'only'>): string | null {
  return only.includes(outputKind(kind)) ? null : `${outputKind(kind)} left out by --only`;
}

function reasonToSkip({ item, kind, bytes, received }: ItemFacts, options: ExportOptions): string | null {
  if (bytes === 0) return EMPTY_FILE;
  const left = leftOutByKind(kind, options);
  if (left !== null) return left;
  if (options.skipDeleted && item.flags.includes('\\Deleted')) return 'marked as deleted, left out by --skip-deleted';
  if (kind !== 'mail' || received === null) return null;
  if (options.since !== null && received.time < options.since) return 'received before --since';
  if (options.until !== null && received.time >= options.until) return 'received after --until';
  return null;
}

function filteredOut(
  { kind, bytes }: ItemFacts,
  content: Content,
  header: HeaderBlock,
  { mail }: ExportOptions,
): string | null {
  // What cannot be read is told of, whatever it may be.
  if (kind !== 'mail' || looksUnreadable(content.bytes, header)) return null;
  return sizeReason(mail, bytes) ?? headerReason(mail, content.bytes, header);
}

/** What is said of an item that the disk does not give. `mayComeBack`: another run may read it. */
export function refusalOfUnread(error: NodeJS.ErrnoException): {
  readonly result: 'missing' | 'failed';
  readonly reason: string;
  readonly mayComeBack: boolean;
} {
  const failed = (reason: string, mayComeBack = false) => ({ result: 'failed', reason, mayComeBack }) as const;
  if (error.code === 'ENOENT') return { result: 'missing', reason: VANISHED, mayComeBack: false };
  if (error.code === 'ELOOP') return failed('it is a symbolic link, which is not followed');
  if (error instanceof ArchiveError) return failed(error.message);
  if (error.code === undefined) throw error;
  return failed(unreadableReason(error.code), true);
}
