/** Words of a command line, as a shell takes them. */

/** One word for a POSIX shell. Between single quotes nothing is special but the quote itself (POSIX.1-2017, 2.2.2). */
export function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** A string for PowerShell; curly quotes end one there, too. */
export function powershellWord(text: string): string {
  return `'${text.replace(/['‘’‚‛]/g, '$&$&')}'`;
}
