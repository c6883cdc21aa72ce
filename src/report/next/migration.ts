/** What to do after a migration, on its page and its checklist. */
import type { Guide, Step } from '../guide.js';
import { destinationOf } from '../migration-steps.js';
import { grouped, groupedLine } from '../grouped.js';
import { migrationQuestions } from '../decisions.js';
import { countOf } from '../numbers.js';
import { movedOf } from '../standing.js';
import type { MigrationReport } from '../../transfer/state/migration-report.js';
import { step } from './guide-input.js';

/** Where the MX record goes, and what goes with it. */
const MX = {
  google: "to Google's servers, SPF to include:_spf.google.com, and switch DKIM on in the Admin console.",
  microsoft:
    'to the host that the admin center names (*.mail.protection.outlook.com), SPF to include:spf.protection.outlook.com, the autodiscover record, and switch DKIM on.',
  imap: 'to the new server; SPF, DKIM and autoconfiguration records likewise.',
} as const;

/** The names of the destinations, for titles. */
const NAMES = { google: 'Google Workspace', microsoft: 'Microsoft 365', imap: 'Another server' } as const;

/**
 * The steps after a run of `migrate` or `watch --to`. `again` is the command line that sends what is new; null where nobody knows
 * it any more: then it is spoken of, and not printed.
 */
export function migrationGuide(report: MigrationReport, again: string | null): Guide {
  const destination = destinationOf(report.target);
  const command = (more = ''): string[] => (again === null ? [] : [`${again}${more}`]);
  const steps = [
    finishStep(report, command),
    failedStep(report, command),
    decideStep(report),
    step('Compare both sides', {
      text: ['The same command with --verify looks at every message at both ends, and sends nothing.'],
      commands: command(' --verify'),
    }),
    othersStep(report, destination),
    step('Hand out the passwords', {
      text: [
        'Each person gets the password of the new account: on paper, in an envelope, or by telephone. Not by mail, and not all in one list. Where migrate --only accounts made the accounts, they are in new-passwords.csv beside this page.',
      ],
    }),
    step('Switch the mail', {
      text: [
        'The time to live of the MX record was lowered a day before.',
        `Point the MX of ${domainsOf(report)} ${MX[destination]}`,
        'Where the old server can still receive, let it refuse or forward mail for the domain.',
      ],
    }),
    step('Send what came since', {
      text: ['While people are off: the same command again sends what is new, and nothing twice.'],
      commands: command(),
    }),
    step('Late mail, some days after', {
      text: [
        'Other servers may deliver to the old one until they forget its address. The same command once more brings that over, too.',
      ],
      commands: command(),
    }),
    step('Delete the passwords', {
      text: [
        'When everybody has signed in, and nothing has to be sent any more: the users file, new-passwords.csv, and the key or password file of the administrator. Take the rights back that were given for the migration.',
        'Keep the store, and this folder: its ledgers say of every message where it is.',
      ],
    }),
  ];
  return { destination, title: NAMES[destination], steps: steps.filter((made) => made !== null) };
}

function domainsOf({ mailboxes }: MigrationReport): string {
  const domains = new Set(mailboxes.map(({ target }) => target.slice(target.lastIndexOf('@') + 1)));
  const [first, ...others] = domains;
  return others.length === 0 && first?.includes('.') === true ? first : 'your domain';
}

function finishStep({ complete, mailboxes }: MigrationReport, command: () => string[]): Step | null {
  if (complete) return null;
  const problems = grouped(mailboxes.map(({ address, problem }) => [address, problem]));
  return step('Mend what stopped it, and run it again', {
    text: ['It goes on where it stopped, and sends nothing twice.', ...problems.slice(0, 5).map(groupedLine)],
    commands: command(),
  });
}

function failedStep({ totals }: MigrationReport, command: (more?: string) => string[]): Step | null {
  const { failed } = totals;
  if (failed === 0) return null;
  return step('Look at what failed', {
    text: [
      `${countOf(failed, 'item')} failed: the table on the report's page has the reasons. They lie below failed/ as they are in the store. Mend what can be mended there; then the same command with --retry-failed takes the mended files.`,
    ],
    commands: command(' --retry-failed'),
  });
}

function decideStep(report: MigrationReport): Step | null {
  const questions = migrationQuestions(report);
  if (questions.length === 0) return null;
  return step('Decide what stays behind', {
    text: questions.map(({ title, remedy }) => `${title}: ${remedy}.`),
  });
}

/** Contacts and the like, where mail alone was sent. */
function othersStep(report: MigrationReport, destination: keyof typeof OTHERS): Step | null {
  const { others } = movedOf(report);
  if (others === 0) return null;
  return step('Contacts, calendars, tasks, notes', {
    text: [`${countOf(others, 'item')} of the source ${others === 1 ? 'is' : 'are'} no mail. ${OTHERS[destination]}`],
  });
}

const OTHERS = {
  google:
    'kerio-exit migrate --to google sends contacts, calendars and tasks by the same service account (docs/google-workspace.md).',
  microsoft:
    'kerio-exit export --target microsoft writes them as files, which each user imports (docs/microsoft-365.md).',
  imap: 'kerio-exit migrate --to davs://… sends contacts, calendars and tasks where the new server speaks DAV (docs/own-host.md); kerio-exit export writes them as files.',
} as const;
