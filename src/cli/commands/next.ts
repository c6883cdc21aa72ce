import { Option } from 'commander';
import { GUIDE_DESTINATIONS } from '../../report/guide.js';
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
    .option('--json', 'print the guide as JSON')
    .addHelpText('after', '\nExample:\n  kerio-exit next /mnt/usb/export --for microsoft\n')
    .action(async (out: string, flags: NextFlags) =>
      done((await import('./next-action.js')).showNext(out, flags, terminal)),
    );
};
