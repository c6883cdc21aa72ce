/** The parts mailboxes play (RFC 6154 special use, and INBOX). */

/** A part, in the words of the program. */
export type MailboxRole = 'inbox' | 'sent' | 'drafts' | 'trash' | 'junk' | 'archive';

const ROLES: Readonly<Record<string, MailboxRole>> = {
  '\\Inbox': 'inbox',
  '\\Sent': 'sent',
  '\\Drafts': 'drafts',
  '\\Trash': 'trash',
  '\\Junk': 'junk',
  '\\Archive': 'archive',
};

/** The role a special-use attribute stands for; null for none. */
export function roleOfAttribute(attribute: string | undefined): MailboxRole | null {
  return attribute === undefined ? null : (ROLES[attribute] ?? null);
}
