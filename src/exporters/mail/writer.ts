import type { FolderFormat, MailFormat, NamedFolder } from '../../naming/folders.js';
import { UserError } from '../../core/errors.js';
import type { OutputFiles } from '../output.js';
import { openEmlWriter } from './eml.js';
import { makeMaildir, openMaildirWriter } from './maildir.js';
import { openMboxWriter } from './mbox.js';
import type { MailContext, MailWriter } from './context.js';

export type { KeptPlace, MailContext, MailWriter } from './context.js';

/** Opens the writer of one label or folder, making its file or directories at once: an empty folder is one too. */
export function openMailWriter(format: FolderFormat, context: MailContext): MailWriter {
  // The inbox of a Maildir has no stem of its own: what was joined to it may end in a slash.
  const stem = context.stem.replace(/\/$/, '');
  switch (format) {
    case 'mbox':
      return openMboxWriter(context, `${stem}.mbox`);
    case 'thunderbird':
      return openMboxWriter(context, stem);
    case 'maildir':
      return openMaildirWriter({ ...context, stem });
    case 'eml':
      return openEmlWriter({ ...context, stem });
  }
}

/** Throws a `UserError` when the format cannot be written on this system: Windows takes no `:` in a Maildir's names. */
export function checkMailFormat(format: MailFormat, platform: NodeJS.Platform = process.platform): void {
  if (format === 'maildir' && platform === 'win32')
    throw new UserError(
      'Maildir needs file names with a colon, which Windows does not have: give --mail-format mbox, eml or thunderbird, or export on Linux or macOS',
    );
}

/**
 * Writes what a mailbox has beside its folders, once for each mailbox: a Maildir's inbox, even when no folder is one, and
 * its subscriptions; for Thunderbird an empty folder above those whose parent has no mail.
 */
export function completeMailbox(
  format: MailFormat,
  mailbox: { readonly files: OutputFiles; readonly mailboxRoot: string; readonly folders: readonly NamedFolder[] },
): void {
  const { files, mailboxRoot } = mailbox;
  const isStem = new Set(mailbox.folders.map(({ stem }) => stem));
  const stems = [...isStem];
  if (format === 'maildir') {
    if (!isStem.has('')) makeMaildir({ files, mailboxRoot, stem: mailboxRoot });
    const names = stems.map((stem) => stem.slice(1) || 'INBOX').sort();
    files.create(`${mailboxRoot}/subscriptions`).write(names.map((name) => `${name}\n`).join(''));
  }
  if (format === 'thunderbird') {
    const parents = stems.flatMap((stem) => [...stem.matchAll(/\.sbd\//g)].map(({ index }) => stem.slice(0, index)));
    for (const stem of new Set(parents)) if (!isStem.has(stem)) files.create(`${mailboxRoot}/${stem}`);
  }
}
