import type { Terminal } from '../../src/cli/terminal.js';

/** A terminal of 80 columns that keeps what is told on standard error. */
export function listeningTerminal(): { readonly terminal: Terminal; readonly said: string[] } {
  const said: string[] = [];
  const terminal = {
    interactive: true,
    columns: 80,
    out: () => undefined,
    err: (text: string) => void said.push(text),
  };
  return { terminal, said };
}
