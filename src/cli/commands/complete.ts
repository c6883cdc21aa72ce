import { Argument } from 'commander';
import { bashCompletion } from '../completion/bash.js';
import { fishCompletion } from '../completion/fish.js';
import { type CompletionModel, completionModel } from '../completion/model.js';
import { powershellCompletion } from '../completion/powershell.js';
import { zshCompletion } from '../completion/zsh.js';
import type { AddCommand } from '../command.js';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
type Shell = (typeof SHELLS)[number];

const SCRIPTS: Readonly<Record<Shell, (model: CompletionModel) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};

const help = `
The script knows the commands and options of this version: make it anew after an update. docs/completion.md says where
each shell keeps it.

Examples:
  source <(kerio-exit complete bash)
  kerio-exit complete fish > ~/.config/fish/completions/kerio-exit.fish
`;

/** `kerio-exit complete <shell>`: prints the script that lets a shell complete our command lines. */
export const addCompleteCommand: AddCommand = (program, terminal, done) => {
  program
    .command('complete')
    .description('print a script that lets your shell complete commands, options and paths with Tab')
    .addArgument(new Argument('<shell>', 'your shell').choices(SHELLS))
    .addHelpText('after', help)
    .action((shell: Shell) => {
      terminal.out(SCRIPTS[shell](completionModel(program)));
      done(0);
    });
};
