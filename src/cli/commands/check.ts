import type { AddCommand } from '../command.js';
import { gather } from '../../options/arguments.js';
import { addDestination, addDestinationLogins } from '../../options/destination-flags.js';
import type { CheckFlags } from './check-action.js';

/** `kerio-exit check`: whether everything is in place at a destination, before anything is sent. */
export const addCheckCommand: AddCommand = (program, terminal, done) => {
  const command = program
    .command('check')
    .description('look at every account of a destination: logins, rights, limits; changes nothing');
  addDestination(command, true);
  command
    .option('--users <file>', 'the users file of the migration: every account in it is looked at')
    .option(
      '--plan <file>',
      'the table of who goes where: every account that somebody goes to is looked at; --users then only gives passwords',
    )
    .option('--select <glob>', 'only these users (source or target address); may be given again', gather)
    .option('--exclude <glob>', 'not these users; may be given again', gather)
    .option(
      '--probe <address>',
      'try on this throw-away account what only a live system tells, print what was found, and remove what was made',
    )
    .optionsGroup('Logging in:');
  addDestinationLogins(command);
  command
    .option('--master-separator <text>', 'between user and administrator for master', '*')
    .option('--ca <file>', 'trust the certificates in this PEM file too')
    .option('--timeout <seconds>', 'a connection that is silent for so long is lost', '300')
    .option('--json', 'print what was found as JSON on standard output')
    .addHelpText(
      'after',
      '\nEnds with 0 when everything is in place; with 1 when something is not: each line says what to do.\n\nExamples:\n  kerio-exit check --to google --google-key key.json --google-admin admin@example.com --users users.csv\n  kerio-exit check --to google --google-key key.json --probe test@example.com\n',
    )
    .action(async (flags: CheckFlags) => {
      const { check } = await import('./check-action.js');
      done(await check(flags, terminal));
    });
};
