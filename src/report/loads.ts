/** How much there is to move, from whatever tells it: a plan of who goes where, a report. */
import type { Sums } from '../ledger/sums.js';
import type { Load } from './estimate.js';

/** The load of mailboxes by their sums. */
export function loadOf(mailboxes: readonly Pick<Sums, 'found' | 'bytes' | 'kinds'>[]): Load {
  let [items, bytes, mails, mailBytes, mostMails, mostMailBytes] = [0, 0, 0, 0, 0, 0];
  for (const { found, bytes: own, kinds } of mailboxes) {
    const mail = kinds.mail ?? { found: 0, bytes: 0 };
    items += found;
    bytes += own;
    mails += mail.found;
    mailBytes += mail.bytes;
    mostMails = Math.max(mostMails, mail.found);
    mostMailBytes = Math.max(mostMailBytes, mail.bytes);
  }
  const withMail = mailboxes.filter(({ kinds }) => (kinds.mail?.found ?? 0) > 0).length;
  return { items, bytes, mails, mailBytes, mailboxes: withMail, mostMails, mostMailBytes };
}
