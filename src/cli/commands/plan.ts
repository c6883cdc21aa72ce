import { Option } from 'commander';
import { PLAN_DESTINATIONS } from '../../report/plan/lines.js';
import type { AddCommand } from '../command.js';
import { gather } from '../../options/arguments.js';
import type { PlanFlags } from './plan-action.js';

const help = `
The table has a line for each mailbox: what is in it, whether it has an account, where it would go (goes_to), and what you
have to decide. Open it in a spreadsheet, fill in goes_to: an address, or - for a mailbox that stays behind. Run again at any
time: what you filled in stays. Beside it a page to look at is written. Ends with 1 as long as something is to be decided.

Examples:
  kerio-exit plan /opt/kerio/mailserver --for google
  kerio-exit export /opt/kerio/mailserver --out /mnt/usb/export --target google --plan plan.csv
`;

/** `kerio-exit plan <store> --for <destination>`: who goes where. */
export const addPlanCommand: AddCommand = (program, terminal, done) => {
  program
    .command('plan')
    .description('write a table of who goes where, to be completed; export, migrate and next take it with --plan')
    .argument('<store>', 'install folder, store, store/mail, a domain, a mailbox, or a folder of backup zips')
    .addOption(
      new Option('--for <destination>', 'where the company goes').choices(PLAN_DESTINATIONS).makeOptionMandatory(),
    )
    .option('--out <file>', 'the table; the page goes beside it, with .html', 'plan.csv')
    .option('--users-csv <file>', "a user list exported by Kerio's administration; may be given again", gather)
    .option('--domain <old=new>', 'propose addresses in a renamed domain; may be given again', gather)
    .option('--csv-separator <sign>', 'between the columns: , or ; (which German and Czech Excel open)', ',')
    .option('--json', 'print the table as JSON on standard output')
    .addHelpText('after', help)
    .action(async (store: string, flags: PlanFlags) =>
      done((await import('./plan-action.js')).makePlan(store, flags, terminal)),
    );
};
