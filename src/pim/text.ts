/**
 * Values of type TEXT (RFC 5545 section 3.3.11, RFC 6350 section 3.4, RFC 2426 section 5). All functions work on octets and
 * on text alike: the characters with a meaning are ASCII.
 */

/** Escapes a text: `\` `;` `,` and line breaks. */
export function escapeText(text: string): string {
  if (!/[\\;,\r\n]/.test(text)) return text;
  return text.replace(/[\\;,]/g, '\\$&').replace(/\r\n|\r|\n/g, '\\n');
}

/** Undoes the escapes of a text: `\n` and `\N` are line breaks, a backslash before any other character gives that character. */
export function unescapeText(value: string): string {
  if (!value.includes('\\')) return value;
  return value.replace(/\\([\s\S])/g, (_, char: string) => (char === 'n' || char === 'N' ? '\n' : char));
}

/** Splits a structured or list value at `;` or `,` where it is not escaped. The pieces stay escaped. */
export function splitEscaped(value: string, separator: ';' | ','): string[] {
  if (!value.includes('\\')) return value.split(separator);
  const pieces: string[] = [];
  let start = 0;
  for (let at = 0; at < value.length; at += 1) {
    const char = value[at];
    if (char === '\\') at += 1;
    else if (char === separator) {
      pieces.push(value.slice(start, at));
      start = at + 1;
    }
  }
  pieces.push(value.slice(start));
  return pieces;
}

/** Control characters but TAB and line ends. */
const control = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;
const controls = new RegExp(control, 'g');

/** Puts a blank, or nothing, for control characters: no version allows them, and XML, which DAV servers speak, cannot carry them. */
export function withoutControls(text: string, instead: '' | ' '): string {
  return control.test(text) ? text.replace(controls, instead) : text;
}

/**
 * Undoes the escapes that writers of vCard 2.1 use although it has hardly any (section 2.3); a backslash before any other
 * character is itself there (`C:\data`).
 */
export function unescapeLooseText(value: string): string {
  return value.replace(/\\([nN,;:\\])/g, (_, char: string) => (char === 'n' || char === 'N' ? '\n' : char));
}
