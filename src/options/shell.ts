/** Command lines as a shell takes them. */
import { shellWord } from '../naming/shell-word.js';

/** The arguments as one line that a POSIX shell, or on Windows both of its shells, takes apart again. */
export function shellLine(args: readonly string[], platform: NodeJS.Platform = process.platform): string {
  return args.map(platform === 'win32' ? quoteForWindows : shellWord).join(' ');
}

/** Between double quotes both cmd and PowerShell keep blanks and most signs; no Windows path can hold a quote. */
function quoteForWindows(arg: string): string {
  return /^[\w@%+=:./\\-]+$/.test(arg) ? arg : `"${arg}"`;
}
