/** The way as a checklist to print: what comes before and after the steps of a guide, which are the same for everybody. */
import type { Guide, Step } from './guide.js';

/** A part of the way, with its steps in their order. */
export interface Phase {
  readonly title: string;
  readonly steps: readonly Step[];
}

/** A checklist. */
export interface Checklist {
  /** Where to: `Google Workspace`. */
  readonly destination: string;
  readonly phases: readonly Phase[];
}

/** The checklist of a guide. */
export function checklistOf({ title, steps }: Guide): Checklist {
  return {
    // Inside of a sentence.
    destination: title.replace(/^(?:Another|Files)\b/, (word) => word.toLowerCase()),
    phases: [
      { title: 'Before the weekend', steps: BEFORE },
      { title, steps },
      { title: 'If it has to go back', steps: BACK },
    ],
  };
}

function plain(title: string, ...text: readonly string[]): Step {
  return { title, text, commands: [], limits: [], time: null };
}

const BEFORE: readonly Step[] = [
  plain(
    'Rehearse with one mailbox',
    'Into a test account, the whole way: mail, contacts, calendar. Its owner looks at it.',
  ),
  plain(
    'Lower the time to live (TTL) of the MX and autodiscover records',
    'To 300 seconds, at least a day before. Write down what they are now: it is what going back needs.',
    'MX now: ______________________________   TTL now: ____________',
  ),
  plain(
    'Tell everybody',
    'What moves when, where to sign in on Monday, whom to call. docs/monday.md has a letter.',
    'From when mail is not read on the old server: ______________   Whom to call: ______________',
  ),
  plain(
    'Decide until when you may go back, and by what',
    'For example: Sunday 18:00, if more than one mailbox in ten is not complete.',
    'Until: ______________   If: ____________________________________________',
  ),
];

const BACK: readonly Step[] = [
  plain(
    'Point the MX record at the old server again, and start its SMTP service',
    'The old server was never changed. With a time to live of some minutes it has mail again within minutes.',
  ),
  plain('Fetch what came to the new system meanwhile', 'Over IMAP into the old server, mailbox by mailbox.'),
  plain('Tell everybody', 'Their old programs and passwords work as before.'),
];
