import type { Option } from 'commander';
import { UserError } from '../../core/errors.js';
import { addRequestOptions } from '../../options/export-request.js';
import type { AddCommand } from '../command.js';
import { shellOf } from '../../naming/shells.js';
import { commandLine } from '../output/command-line.js';
import { addRunOptions, withRun } from '../run-options.js';
import { addDestination } from '../../options/destination-flags.js';
import { addChoices, addLogins, addWork } from './migrate.js';
import type { WatchFlags } from './watch-files-action.js';
import type { WatchServerFlags } from './watch-server-action.js';

const help = `
With --out: exports the store, and then whatever changes in it, until Ctrl-C. Ctrl-C is the normal end: what has changed by
then is exported, and the exit code is 0 (1: items failed or are missing, or something was left behind that nobody decided
on, see report.html; 130: the first export was not done yet). Ctrl-C twice ends at once; running again continues in any
case.

With --to: sends everything of the users in --users to the new servers, each kind to the first --to that takes it, and then
whatever comes or changes. It remembers what it sent in the same place as migrate. A server that is away is tried again
until it is back. Ctrl-C ends with 130 when what is on its way has arrived; running again continues. With --until-quiet it
ends by itself: 0, 1 (items failed or are missing, or mailboxes stay behind that nobody left out), or 3 (an account could
not be finished).

Examples:
  kerio-exit watch /opt/kerio/mailserver --out /mnt/usb/export
  kerio-exit watch /mnt/old-server/store --poll --out export --until-quiet 10m --since-cutover 2026-11-21T18:00:00Z
  kerio-exit watch /opt/kerio/mailserver --to imaps://mail.example.com --users users.csv
`;

/** `kerio-exit watch <store>`: keeps an export, or the mailboxes of a server, current. */
export const addWatchCommand: AddCommand = (program, terminal, done) => {
  const command = program
    .command('watch')
    .description('export a store, or send it to live servers, and keep that current while people still work on it')
    .argument('<store>', 'install folder, store, store/mail, a domain, a mailbox or a folder')
    .option('--poll', 'look at the folders every few seconds: for network shares, which do not tell of changes')
    .option('--until-quiet <time>', 'end when nothing has changed for so long: 90s, 10m, 2h')
    .option('--quiet', 'no progress and no status');
  addRunOptions(command, true).option('--out <dir>', 'folder for the output; it may hold an export already');
  const shared = command.options.length;
  addRequestOptions(command);
  const toFiles = command.options.slice(shared - 1);
  addDestination(command, false);
  command.option('--users <file>', 'who moves, as for migrate');
  addChoices(command);
  addLogins(command);
  addWork(command);
  const toServer = command.options.slice(shared + toFiles.length - 1);
  for (const option of toFiles) option.helpGroup(FOR_BOTH.has(option.attributeName()) ? 'What is taken:' : 'To files:');
  for (const option of toServer) option.helpGroup('To a server:');
  command.addHelpText('after', help).action(async (store: string, flags: WatchFlags) => {
    const refuse = (options: readonly Option[], wanted: string): void => {
      const wrong = options.find((option) => command.getOptionValueSource(option.attributeName()) === 'cli');
      if (wrong !== undefined) throw new UserError(`${wrong.long ?? ''} is no option of watch ${wanted}.`);
    };
    if (flags.to === undefined) {
      if (flags.out === undefined) throw new UserError('Where to? Give --out with a folder, or --to with a server.');
      refuse(toServer, '--out');
      if ((flags.attendees as string) === 'silent')
        throw new UserError('--attendees silent is for a server: give keep or strip.');
      const { watchFiles } = await import('./watch-files-action.js');
      const toFolder = { ...flags, out: flags.out };
      done(await withRun('watch', flags, terminal, (run) => watchFiles(store, toFolder, run), store));
      return;
    }
    refuse(
      toFiles.filter((option) => !FOR_BOTH.has(option.attributeName())),
      '--to',
    );
    // Loaded only here: the IMAP library would make every other command start slower.
    const { watchServer } = await import('./watch-server-action.js');
    const given = command.opts<WatchServerFlags>();
    // What an export does unless told is nothing that a server may be done to.
    if (command.getOptionValueSource('attendees') !== 'cli') delete (given as { attendees?: string }).attendees;
    const again = commandLine(command, `migrate --from ${shellOf(undefined).word(store)}`, ONLY_WATCH);
    done(await withRun('watch', given, terminal, (run) => watchServer(store, given, run, again), store));
  });
};

/** What `migrate` has not, or what belongs to one run. */
const ONLY_WATCH = new Set(['poll', 'untilQuiet', 'quiet', 'verbose', 'out']);

/** Options of an export that a migration has, too. */
const FOR_BOTH = new Set([
  'excludeFolder',
  'map',
  'include',
  'excludeArchive',
  'excludeRecoverable',
  'only',
  'plan',
  'attendees',
  'subject',
  'sender',
  'larger',
  'smaller',
  'hasAttachment',
]);
