/** Command lines as a shell takes them. */

/** The arguments as one line that a POSIX shell, or on Windows both of its shells, takes apart again. */
export function shellLine(args: readonly string[], platform: NodeJS.Platform = process.platform): string {
  return args.map(platform === 'win32' ? quoteForWindows : quoteForPosix).join(' ');
}

/** POSIX.1-2017, shell command language, 2.2: nothing is special between single quotes but the quote itself. */
function quoteForPosix(arg: string): string {
  return /^[\w@%+=:,./-]+$/.test(arg) ? arg : `'${arg.replaceAll("'", String.raw`'\''`)}'`;
}

/** Between double quotes both cmd and PowerShell keep blanks and most signs; no Windows path can hold a quote. */
function quoteForWindows(arg: string): string {
  return /^[\w@%+=:./\\-]+$/.test(arg) ? arg : `"${arg}"`;
}
