/** The beginning of a text, at most so many characters of UTF-16: no sign is cut in two, which Google would refuse. */
export function cut(text: string, length: number): string {
  return text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');
}
