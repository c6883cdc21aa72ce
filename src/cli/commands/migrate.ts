import { type Command, Option } from 'commander';
import { gather, mapOption, planOption } from '../../options/arguments.js';
import type { AddCommand } from '../command.js';
import { addDestination, addDestinationLogins } from '../../options/destination-flags.js';
import { addMailFilters } from '../../options/mail-filter-options.js';
import { commandLine } from '../output/command-line.js';
import { addRunOptions, type RunFlags, withRun } from '../run-options.js';
import { AUTH_METHODS, type MigrateFlags } from '../../options/migrate-flags.js';

/** `kerio-exit migrate`: everything into live servers, from a store; mail from a live server too. */
export const addMigrateCommand: AddCommand = (program, terminal, done) => {
  const command = program
    .command('migrate')
    .description(
      'send everything into live servers: mail over IMAP, contacts and calendars over DAV, filters; run again to go on',
    )
    .requiredOption('--from <source>', 'a store on disk, or imaps://host[:port] (imap:// takes STARTTLS)');
  addDestination(command, true);
  command.addOption(planOption());
  command.option(
    '--users <file>',
    'who moves (this or --plan must be given; with both it only gives passwords): lines of user@domain.com;password;Full Name, or a CSV with a header that names any of source, source_password, target, target_password, full_name; the target - says that a mailbox stays behind',
  );
  command.optionsGroup('What moves:');
  addChoices(command);
  command
    .option('--shard <i/n>', 'only this share of the users; other processes may move the others at the same time')
    .option('--include <what>', 'recoverable: also send what the old server keeps after deletion', gather)
    .option('--exclude-recoverable', 'leave that out, and do not ask about it (exit code 1 without either)')
    .option('--exclude-archive', 'leave archives that are in no line of the users file out, and do not ask about them')
    .option('--exclude-folder <glob>', 'leave out these folders and what is below them; may be given again', gather)
    .addOption(mapOption())
    .option('--retry-failed', 'only what failed in the run before; a mended .eml below failed/ is taken instead')
    .optionsGroup('Logging in:');
  addSourceLogins(command);
  addLogins(command);
  command
    .optionsGroup('The run:')
    .option('--dry-run', 'connect to every account, show what would be sent, and send nothing')
    .option('--verify', 'compare both sides item by item, and send nothing');
  addWork(command);
  addRunOptions(command)
    .option('--quiet', 'no progress and no summary')
    .option('--json', 'print the report as JSON on standard output');
  command
    .addHelpText(
      'after',
      '\nEnds with 0 when everything is there; with 1 when some items failed or are missing, or when the store has mailboxes in no\nline of the users file, or recoverable mail, that you did not leave out; with 3 when an account could not be finished: run\nit again.\n\nExamples:\n  kerio-exit migrate --from /opt/kerio/mailserver --to imaps://mail.example.com --users users.csv --dry-run\n  kerio-exit migrate --from imaps://old.example.com --to imaps://imap.gmail.com --users users.csv \\\n    --from-auth kerio-master --from-secret-file master.txt --to-auth google --to-secret-file key.json\n',
    )
    // Loaded only here: the IMAP library would make every other command start slower.
    .action(async (flags: MigrateFlags & RunFlags) => {
      if (flags.only?.includes('accounts') === true) {
        const { makeTheAccounts } = await import('./migrate-accounts-action.js');
        done(await withRun('migrate', flags, terminal, (run) => makeTheAccounts(flags, run), flags.from));
        return;
      }
      const { migrate } = await import('./migrate-action.js');
      const again = commandLine(command, 'migrate', ONLY_ONCE);
      done(await withRun('migrate', flags, terminal, (run) => migrate(flags, run, again), flags.from));
    });
};

/** What belongs to one run, and not to the command that is given again. */
const ONLY_ONCE = new Set(['dryRun', 'verify', 'retryFailed', 'quiet', 'json', 'verbose']);

/** Declares which users take part, and what of theirs. */
export function addChoices(command: Command): void {
  // An export has it, too: `watch` knows both.
  if (!command.options.some(({ long }) => long === '--only'))
    command.option(
      '--only <kinds>',
      'only these: mail, contacts, calendars, tasks, notes, filters; or accounts, which makes users, groups and rooms and sends nothing',
      gather,
    );
  command
    .option('--select <glob>', 'only these users (source or target address); may be given again', gather)
    .option('--exclude <glob>', 'not these users; may be given again', gather)
    .option('--choose', 'tick users on the terminal')
    .option('--max-size <size>', 'do not send messages larger than this, for example 35MB');
  if (!command.options.some(({ long }) => long === '--subject')) addMailFilters(command);
}

/** Declares how to log in at a live server that people leave. */
function addSourceLogins(command: Command): void {
  command
    .addOption(
      new Option('--from-auth <method>', 'how to log in at the source')
        .choices(AUTH_METHODS.from)
        .default('login', 'login: passwords of the users file'),
    )
    .option('--from-admin <name>', 'the administrator for admin and master at the source')
    .option(
      '--from-secret-file <file>',
      'password or key for the source; - reads it from standard input (or set KERIO_EXIT_FROM_SECRET)',
    )
    .option('--from-insecure', 'do not check the certificate of the source')
    .option('--from-plaintext', 'send everything to the source unencrypted, passwords too');
}

/** Declares how to log in at the destinations, and what both sides share. */
export function addLogins(command: Command): void {
  addDestinationLogins(command);
  command
    .option('--master-separator <text>', 'between user and administrator for master', '*')
    .option('--ca <file>', 'trust the certificates in this PEM file too');
}

/** Declares how fast it goes, and where it is remembered. */
export function addWork(command: Command): void {
  command
    .option('--rate <limit>', 'for each account: 4/s messages, 500kB/s, or both with a comma')
    .option('--connections <n[/m]>', 'to the destination at once: n for each account, m in all', '1/4')
    .option('--timeout <seconds>', 'a connection that is silent for so long is lost', '300')
    .option(
      '--state-dir <dir>',
      'journal, ledger, report and logs (default: the usual place, one for each pair of servers)',
    );
}
