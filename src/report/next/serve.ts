import type { Step } from '../guide.js';
import { countOf } from '../numbers.js';
import { step, type GuideInput } from './guide-input.js';

/** Starting the server that comes with a Maildir export, for services that pull. */
export function serveStep(input: GuideInput): Step {
  return step('Serve the mail', {
    text: [
      `Dovecot 2.3 serves ${countOf(input.facts.mailboxes.length, 'mailbox')} by IMAP and POP3, read-only; who gets in with which password is in dovecot/passwords.csv. As it is, it listens on this machine only (IMAP 10143, POP3 10110).`,
      'A service on the internet wants port 993 and a certificate of a public authority: write dovecot/local.conf as docs/own-host.md shows (Let others pull), and start it as root. The last command stops it, when you are done.',
    ],
    commands: [
      'apt-get install dovecot-imapd dovecot-pop3d',
      `dovecot -c ${input.path('dovecot/dovecot.conf')}`,
      `doveadm -c ${input.path('dovecot/dovecot.conf')} stop`,
    ],
  });
}
