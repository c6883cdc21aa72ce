/** Command lines as a shell takes them. */
import { powershellWord, shellWord } from '../naming/shell-word.js';

/** The arguments as one line that a POSIX shell, or on Windows both of its shells, takes apart again. */
export function shellLine(args: readonly string[], platform: NodeJS.Platform = process.platform): string {
  return args.map(platform === 'win32' ? quoteForWindows : shellWord).join(' ');
}

/**
 * Between double quotes both cmd and PowerShell keep blanks and most signs; no Windows path can hold a quote. Not so what PowerShell reads
 * there, curly quotes among it: such a word is for PowerShell alone.
 */
function quoteForWindows(arg: string): string {
  if (/^[\w%+=:./\\-][\w@%+=:./\\-]*$/.test(arg)) return arg;
  return /[$`"“”„]/.test(arg) ? powershellWord(arg) : `"${arg}"`;
}
