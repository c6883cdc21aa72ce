/** The options that choose mail by its header and size: the same for export and migration. */
import type { Command } from 'commander';
import { UserError } from '../core/errors.js';
import { ALL_MAIL, type MailFilter } from '../naming/mail-filter.js';

/** Those options as commander gives them. */
export interface MailFilterFlags {
  subject?: string[];
  sender?: string[];
  larger?: string;
  smaller?: string;
  hasAttachment?: boolean;
}

/** Takes each value as it is: a subject may have commas. */
function each(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Declares them. `--from` names the source of a migration: the sender of a mail has another name. */
export function addMailFilters(command: Command): Command {
  return command
    .option('--subject <glob>', 'only mail whose subject fits, or has this text in it; may be given again', each)
    .option(
      '--sender <glob>',
      'only mail from these senders: an address, a name, or a part of either; may be given again',
      each,
    )
    .option('--larger <size>', 'only mail of more than this, for example 10MB')
    .option('--smaller <size>', 'only mail of less than this')
    .option('--has-attachment', 'only mail with an attachment, as far as its header tells');
}

/** What they ask for. Throws a UserError for a value that means nothing. */
export function readMailFilter({
  subject = [],
  sender = [],
  larger,
  smaller,
  hasAttachment,
}: MailFilterFlags): MailFilter {
  const filter: MailFilter = {
    ...ALL_MAIL,
    subject,
    sender,
    larger: larger === undefined ? null : bytesOf(larger, '--larger'),
    smaller: smaller === undefined ? null : bytesOf(smaller, '--smaller'),
    hasAttachment: hasAttachment === true,
  };
  if (filter.larger !== null && filter.smaller !== null && filter.larger + 1 >= filter.smaller)
    throw new UserError(`--smaller ${smaller ?? ''} is not above --larger ${larger ?? ''}: no mail lies between.`);
  return filter;
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1e3, m: 1e6, g: 1e9 };

function bytesOf(text: string, option: string): number {
  const [, number, unit = ''] = /^(\d{1,12}(?:\.\d{1,3})?)\s*([kmg]?)b?$/i.exec(text.trim()) ?? [];
  if (number === undefined)
    throw new UserError(`${option} ${text} is no size: write 10MB, 500kB or a number of bytes.`);
  return Math.floor(Number(number) * (UNITS[unit.toLowerCase()] ?? 1));
}
