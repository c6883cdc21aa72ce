import { Option } from 'commander';
import { GUIDE_DESTINATIONS } from '../../report/guide.js';
import { SHELL_NAMES } from '../../naming/shells.js';
import type { AddCommand } from '../command.js';
import type { NextFlags } from './next-action.js';

/** `kerio-exit next <out>`: what to do with an export, step by step. */
export const addNextCommand: AddCommand = (program, terminal, done) => {
  program
    .command('next')
    .description('show the steps and commands that bring an export to its destination')
    .argument('<out>', 'the folder that export wrote to')
    .addOption(
      new Option('--for <destination>', "where it goes (default: what the export's --target says)").choices(
        GUIDE_DESTINATIONS,
      ),
    )
    .option('--plan <file>', 'who goes where, where the export was made without it (default: the plan of the export)')
    .addOption(
      new Option('--shell <shell>', 'what the commands are for (default: powershell on Windows, else posix)').choices(
        SHELL_NAMES,
      ),
    )
    .option('--json', 'print the guide as JSON')
    .option('--html <file>', 'also write the steps as a checklist to print')
    .addHelpText('after', '\nExample:\n  kerio-exit next /mnt/usb/export --for microsoft\n')
    .action(async (out: string, flags: NextFlags) =>
      done((await import('./next-action.js')).showNext(out, flags, terminal)),
    );
};
