/** What to do next with an export, for each destination. */
import type { Shell } from '../../naming/shells.js';
import { type Guide, GUIDE_DESTINATIONS } from '../guide.js';
import type { Report } from '../model.js';
import { dovecotGuide } from './dovecot.js';
import type { OutputFacts } from './facts.js';
import { filesGuide } from './files.js';
import { googleGuide } from './google.js';
import { imapGuide } from './imap.js';
import { microsoftGuide } from './microsoft.js';
import { GuideInput } from './guide-input.js';

type Destination = Guide['destination'];

const GUIDES: Readonly<Record<Destination, (input: GuideInput) => Guide>> = {
  google: googleGuide,
  microsoft: microsoftGuide,
  imap: imapGuide,
  dovecot: dovecotGuide,
  files: filesGuide,
};

/** Where an export is most likely meant to go. */
export function destinationOf({ options: { target, mailFormat } }: Report): Destination {
  if (target !== 'generic') return target;
  if (mailFormat === 'maildir') return 'dovecot';
  return mailFormat === 'mbox' ? 'imap' : 'files';
}

/** All guides for an export, that of its own destination first; commands are for the shell. */
export function nextSteps(report: Report, facts: OutputFacts, shell: Shell): Guide[] {
  const own = destinationOf(report);
  const order = [own, ...GUIDE_DESTINATIONS.filter((destination) => destination !== own)];
  const input = new GuideInput(report, facts, shell);
  return order.map((destination) => GUIDES[destination](input));
}
