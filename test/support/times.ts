/** What a report says of the time of running: left away where two runs are compared. */

/** The bytes of an output file, as Latin-1 or UTF-8 text, without the times of `report.json` and `report.html`. */
export function withoutTimes(path: string, text: string): string {
  if (path.endsWith('report.json')) return text.replace(/,\n "times": \{[^}]*\}/, '');
  return path.endsWith('report.html') ? text.replace(/<dt>Run<\/dt><dd>[^<]*<\/dd>/, '') : text;
}
