/** A text as it is compared: escapes, control characters and the number of blanks are left out. */
export function comparable(text: string): string {
  return text
    .replace(/\\[nN]/g, ' ')
    .replace(/\\/g, '')
    .replace(/[\s\p{Cc}\ufeff\ufffe\uffff]+/gu, ' ')
    .trim();
}
