import type { AddCommand } from '../command.js';
import type { UiFlags } from './ui-action.js';

const help = `
The page is on this machine only. Its address has a key in it that works once; press Enter in the terminal for another browser.
Closing the page ends nothing: a run goes on. Ctrl-C ends the program, and a run in good order before it; the same again goes on
where it stopped.

Examples:
  kerio-exit ui
  kerio-exit ui /opt/kerio/mailserver --no-open --port 8025
`;

/** `kerio-exit ui`: the whole move in a browser. */
export const addUiCommand: AddCommand = (program, terminal, done) => {
  program
    .command('ui')
    .description('lead through the whole move in a browser, on this machine')
    .argument('[store]', 'install folder, store, store/mail, a domain, a mailbox, or a folder of backup zips')
    .option('--port <n>', 'listen on this port (default: a free one)')
    .option('--no-open', 'open no browser: only print the address')
    .addHelpText('after', help)
    .action(async (store: string | undefined, flags: UiFlags) =>
      done(await (await import('./ui-action.js')).serveUi(store, flags, terminal)),
    );
};
