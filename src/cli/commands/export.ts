import { addRequestOptions } from '../../options/export-request.js';
import type { AddCommand } from '../command.js';
import { addRunOptions, withRun } from '../run-options.js';
import type { ExportFlags } from './export-action.js';

const help = `
Globs know * (any run of characters) and ? (one); put them in quotes. Lists take commas. Ends with 0 when everything is
exported; with 1 when some items failed or are missing, or when the store has an archive, recoverable mail or a mailbox
without an account that you neither asked for nor left out: the report names them. Run it again to go on, or for what is
new.

Examples:
  kerio-exit export /opt/kerio/mailserver --out /mnt/usb/export --dry-run
  kerio-exit export /opt/kerio/mailserver --out /mnt/usb/export --target google
  kerio-exit export /srv/kerio-copy --out trial --user 'jan*' --only mail,contacts --since 2024-01-01
`;

/** `kerio-exit export <store> --out <dir>`: the main job. */
export const addExportCommand: AddCommand = (program, terminal, done) => {
  const command = program
    .command('export')
    .description('write everything in a store as files that the next system imports')
    .argument('<store>', 'install folder, store, store/mail, a domain, a mailbox, a folder, or a folder of backup zips')
    .requiredOption('--out <dir>', 'folder for the output; run again with the same folder to bring it up to date');
  addRequestOptions(command);
  addRunOptions(command)
    .option('--shard <i/n>', 'only this share of the mailboxes; other processes may write the others at the same time')
    .option('--mirror', 'take mail that is gone from the store out of the output, too')
    .option('--dry-run', 'show what would be written, and write nothing')
    .option('--quiet', 'no progress and no summary')
    .option('--json', 'print the report as JSON on standard output')
    .addHelpText('after', help)
    .action(async (store: string, flags: ExportFlags) => {
      const { exportStore } = await import('./export-action.js');
      done(await withRun('export', flags, terminal, (run) => exportStore(store, flags, run), store));
    });
};
