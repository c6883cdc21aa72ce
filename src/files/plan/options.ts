/** What an export is asked to do. Plain data: it crosses to the threads and is kept beside the output. */

import type { MailFormat, MailTarget } from '../../naming/folders.js';
import { ALL_MAIL, type MailFilter } from '../../naming/mail-filter.js';
import { moveOf, type MovePlan } from '../../users-cfg/move-plan.js';

/** Groups of outputs that `--only` chooses among. */
export const OUTPUT_KINDS = ['mail', 'contacts', 'calendars', 'tasks', 'notes', 'filters', 'accounts'] as const;
export type OutputKind = (typeof OUTPUT_KINDS)[number];

export const TARGETS: readonly MailTarget[] = ['google', 'microsoft', 'generic'];
export const MAIL_FORMATS: readonly MailFormat[] = ['mbox', 'maildir', 'eml', 'thunderbird', 'pst'];

/** Options that decide what is in the output: another value makes another output. */
export interface ExportOptions {
  readonly target: MailTarget;
  readonly mailFormat: MailFormat;
  /** PST files are cut before they are longer, in bytes. */
  readonly pstSize: number;
  readonly only: readonly OutputKind[];
  /** Globs; empty for all. */
  readonly users: readonly string[];
  readonly excludeUsers: readonly string[];
  readonly domains: readonly string[];
  /** Who goes where: only mailboxes that move are exported. Null without a plan: all. */
  readonly plan: MovePlan | null;
  readonly folders: readonly string[];
  readonly excludeFolders: readonly string[];
  /** Where the user puts folders: `[old, new]`, with `/` between levels (src/naming/folder-rules.ts). */
  readonly map: readonly (readonly [from: string, to: string])[];
  /** Received time of mail, unix seconds: from (inclusive) and before (exclusive). */
  readonly since: number | null;
  readonly until: number | null;
  /** Which mail, by its header and size. */
  readonly mail: MailFilter;
  readonly archive: boolean;
  readonly recoverable: boolean;
  /** The user knows of the archive, or of recoverable mail, and leaves it out. Changes nothing in the output. */
  readonly excludeArchive: boolean;
  readonly excludeRecoverable: boolean;
  readonly skipDeleted: boolean;
  readonly oneFilePerContact: boolean;
  /** Photos above this many KiB are left out; null keeps all. */
  readonly maxPhotoKb: number | null;
  readonly attendees: 'keep' | 'strip';
  readonly inlineAttachments: boolean;
}

/** The main job without any option. */
export const DEFAULT_OPTIONS: ExportOptions = {
  target: 'google',
  mailFormat: 'mbox',
  pstSize: 10_000_000_000,
  only: OUTPUT_KINDS,
  users: [],
  excludeUsers: [],
  domains: [],
  plan: null,
  folders: [],
  excludeFolders: [],
  map: [],
  since: null,
  until: null,
  mail: ALL_MAIL,
  archive: false,
  recoverable: false,
  excludeArchive: false,
  excludeRecoverable: false,
  skipDeleted: false,
  oneFilePerContact: false,
  maxPhotoKb: null,
  attendees: 'keep',
  inlineAttachments: false,
};

/** Names of the options in which two exports differ, for a message. */
export function differingOptions(a: ExportOptions, b: ExportOptions): string[] {
  return (Object.keys(DEFAULT_OPTIONS) as (keyof ExportOptions)[]).filter(
    (key) => JSON.stringify(a[key]) !== JSON.stringify(b[key]),
  );
}

/**
 * Names of the options by which an output made with `before` would be mixed with another. What only adds trees (the archive,
 * recoverable mail, a mailbox that the plan left open) or only says that they are known to be left out may be said later.
 */
export function mixedOptions(before: ExportOptions, now: ExportOptions): string[] {
  const added: Partial<ExportOptions> = {
    archive: before.archive || now.archive,
    recoverable: before.recoverable || now.recoverable,
    excludeArchive: now.excludeArchive,
    excludeRecoverable: now.excludeRecoverable,
    plan: addsToPlan(before.plan, now.plan) ? now.plan : before.plan,
  };
  return differingOptions({ ...before, ...added }, now);
}

/** Everybody who moved by the plan before still moves; somebody may have been decided on since. */
function addsToPlan(before: MovePlan | null, now: MovePlan | null): boolean {
  return before !== null && now !== null && before.moves.every(([mailbox]) => moveOf(now, mailbox) === 'moves');
}
