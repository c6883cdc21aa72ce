import type { AddCommand } from '../command.js';
import type { InspectFlags } from './inspect-action.js';

/** `kerio-exit inspect <store>`: says what is there. Changes nothing. */
export const addInspectCommand: AddCommand = (program, terminal, done) => {
  program
    .command('inspect')
    .description('say what a store holds; changes nothing')
    .argument('<store>', 'install folder, store, store/mail, a domain, a mailbox, a folder, or a folder of backup zips')
    .option('--folders', 'list every folder')
    .option(
      '--formats',
      "list which words the store's files use, never their values: to report a dialect that is not understood",
    )
    .option('--json', 'print everything as JSON')
    .option('--html <file>', 'write everything as a page to look at, too')
    .addHelpText('after', '\nExample:\n  kerio-exit inspect /opt/kerio/mailserver --folders --html store.html\n')
    .action(async (path: string, flags: InspectFlags) =>
      done((await import('./inspect-action.js')).inspect(path, flags, terminal)),
    );
};
