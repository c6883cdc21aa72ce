import { addAccountOptions } from '../../options/account-options.js';
import { gather } from '../../options/arguments.js';
import type { AddCommand } from '../command.js';
import type { AccountsFlags } from './accounts-action.js';

const files = `
The files appear in <dir>/accounts/, as export writes them:
  google/       Admin console uploads, GAM scripts, mail migration lists
  microsoft/    admin center upload, IMAP migration batch, setup.ps1
  ldap/         directory.ldif for an LDAP server (and Google Cloud Directory Sync)
  imap/         Kerio's migration tool, imapsync, kerio-exit migrate, Dovecot
  accounts.json, accounts.csv, report.json, and passwords.csv with --passwords generate

Examples:
  kerio-exit accounts /opt/kerio/mailserver/users.cfg --out /mnt/usb/accounts --passwords generate
  kerio-exit accounts users.cfg --out out --domain company.com=company.example
`;

/** `kerio-exit accounts <users.cfg> --out <dir>`: only the account files. */
export const addAccountsCommand: AddCommand = (program, terminal, done) => {
  const command = program
    .command('accounts')
    .description('write users, groups and aliases as files that the next system imports')
    .argument('<users.cfg>', 'the configuration file, the folder it lies in, or a set of backup zips')
    .requiredOption('--out <dir>', 'folder for the output');
  addAccountOptions(command)
    .optionsGroup('Options:')
    .option('--mailserver-cfg <file>', 'domains, lists and resources (default: mailserver.cfg beside users.cfg)')
    .option('--store <path>', 'the store whose mailboxes to compare with (default: the one beside users.cfg)')
    .option('--domain <old=new>', 'rename a domain everywhere; may be given again', gather)
    .option('--json', 'print the report as JSON on standard output')
    .addHelpText('after', files)
    .action(async (path: string, flags: AccountsFlags) =>
      done(await (await import('./accounts-action.js')).writeAccountFiles(path, flags, terminal)),
    );
};
