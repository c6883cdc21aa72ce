/** What outputs are called, and which output a file belongs to. */
import { dirname } from 'node:path';
import type { MailFormat } from '../../naming/folders.js';
import { folded } from '../../naming/segment.js';
import { MAILBOX_TREES } from './output-folder.js';
import type { Job } from '../plan/planned.js';

/** What bundle writers put behind a folder's name. */
export const BUNDLE_EXTENSIONS = [
  '.vcf',
  '.google.csv',
  '.outlook.csv',
  '.ics',
  '.csv',
  '.events.ics',
  '.tasks.ics',
  '.journal.ics',
  // Of what failed: a file for each item, in a directory of the folder's name.
  '.eml',
];

/** Whether a path, relative to the output folder, lies among the outputs of a mailbox. */
export function isOutputOf(path: string, mailboxName: string): boolean {
  const [tree = '', name, ...inner] = path.split('/');
  if (tree === 'pst') return inner.length === 0 && isPstOf(name ?? '', mailboxName);
  return (MAILBOX_TREES as readonly string[]).includes(tree) && name === mailboxName && !inner.includes('..');
}

/** Whether a name is that of a mailbox's PST file, or of one of several. */
function isPstOf(name: string, mailboxName: string): boolean {
  return name.startsWith(mailboxName) && /^(?:\.\d+)?\.pst$/.test(name.slice(mailboxName.length));
}

/** Whether the mail of a folder is one mbox. */
export function hasMboxes(format: MailFormat): boolean {
  return format === 'mbox' || format === 'thunderbird';
}

/** Whether every message is a file of its own. */
export function hasMessageFiles(format: MailFormat): boolean {
  return format === 'maildir' || format === 'eml';
}

/** Whether a file of the output holds one message and nothing else. */
export function isMessageFile(path: string, format: MailFormat): boolean {
  if (!path.startsWith('mail/')) return false;
  if (format === 'maildir') return path.includes('/cur/');
  return format === 'eml' && path.endsWith('.eml');
}

/** What stands for a file among the outputs of a job: a hundred thousand messages are there by their directory. */
export function outputOf(path: string, format: MailFormat): string {
  return isMessageFile(path, format) ? dirname(path) : path;
}

/** The one mbox of a job, relative to the output folder; null for other formats. */
export function mailFile({ mailboxName, mailStem }: Pick<Job, 'mailboxName' | 'mailStem'>, format: MailFormat) {
  return !hasMboxes(format) ? null : `mail/${mailboxName}/${mailStem}${format === 'mbox' ? '.mbox' : ''}`;
}

/** Where a job's mail is, relative to the output folder: a file, or the directory of its messages. */
export function mailPath(job: Pick<Job, 'mailboxName' | 'mailStem'>, format: MailFormat): string {
  if (format === 'pst') return `pst/${job.mailboxName}.pst`;
  const dir = job.mailStem === '' ? `mail/${job.mailboxName}` : `mail/${job.mailboxName}/${job.mailStem}`;
  return mailFile(job, format) ?? (format === 'maildir' ? `${dir}/cur` : dir);
}

/** `mail/jan@company.com/Work` of `mail/jan@company.com/Work.mbox`, `…/Work/cur`, and so on: the reverse of `mailPath`. */
export function mailStemOf(path: string, mailboxName: string, format: MailFormat): string | null {
  if (format === 'pst') return path.startsWith('pst/') && isPstOf(path.slice('pst/'.length), mailboxName) ? '' : null;
  const root = `mail/${mailboxName}`;
  const inner = path === root ? '' : path.startsWith(`${root}/`) ? path.slice(root.length + 1) : null;
  if (inner === null) return null;
  if (format === 'mbox') return inner.endsWith('.mbox') ? inner.slice(0, -'.mbox'.length) : null;
  if (format === 'maildir')
    return inner === 'cur' ? '' : inner.endsWith('/cur') ? inner.slice(0, -'/cur'.length) : null;
  return inner;
}

/** `a_b` of `calendars/jan@company.com/a_b.2.ics`; null for what is no bundle of that mailbox. */
export function bundleStemOf(path: string, mailboxName: string): string | null {
  const [tree = '', name] = path.split('/', 2);
  if (tree === 'mail' || tree === 'pst' || tree === 'failed' || name !== mailboxName) return null;
  const inner = path.slice(tree.length + name.length + 2);
  const extension = BUNDLE_EXTENSIONS.filter((candidate) => inner.endsWith(candidate)).sort(
    (a, b) => b.length - a.length,
  )[0];
  return extension === undefined ? null : inner.slice(0, -extension.length).replace(/\.\d+$/, '');
}

/** The path of a bundle, or of a file in a bundle's folder, when its stem becomes another. */
export function renameBundle(path: string, from: string, to: string): string {
  const [tree = '', name = ''] = path.split('/', 2);
  const base = `${tree}/${name}/`;
  const inner = path.slice(base.length);
  const isOfIt = tree !== 'mail' && inner.startsWith(from) && /^[./]/.test(inner.slice(from.length));
  return isOfIt ? base + to + inner.slice(from.length) : path;
}

/** Equal for names that are one on some system: where letter case or the composition of accents do not count. */
export function sameName(path: string): string {
  return folded(path);
}

/** The name itself, or the first with `(kept)` behind it that is not taken. */
export function freeName(name: string, isTaken: (name: string) => boolean): string {
  if (!isTaken(name)) return name;
  for (let number = 1; ; number += 1) {
    const candidate = `${name} (kept${number === 1 ? '' : ` ${number}`})`;
    if (!isTaken(candidate)) return candidate;
  }
}
