/** A text that Outlook can hold: nothing after a NUL would be shown. */
export function plainText(string: string): string {
  return string.includes('\0') ? string.replaceAll('\0', '') : string;
}

/** A text of several lines, each ended with CRLF. */
export function crlfText(string: string): string {
  return plainText(string).replace(/\r\n|\r|\n/g, '\r\n');
}
