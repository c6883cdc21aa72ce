import { Command } from 'commander';

/** Runs the command line. Gives the exit code of docs/architecture.md. */
export async function main(argv: readonly string[]): Promise<number> {
  const program = new Command('kerio-exit');
  await program.parseAsync(argv, { from: 'user' });
  return 0;
}
