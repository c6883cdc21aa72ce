/** VTIMEZONEs cut out of a text: every item of a folder carries the same few. */
import type { Octets } from '../../core/octets.js';

/** A text without its VTIMEZONEs, and these. */
export interface ZoneBlocks {
  readonly rest: Octets;
  readonly blocks: readonly Octets[];
}

const BEGIN = 'BEGIN:VTIMEZONE';
const END = 'END:VTIMEZONE';

/** Cuts the VTIMEZONEs out of a text, BEGIN to END with the line's end. One without an END stays. */
export function splitZones(text: Octets): ZoneBlocks {
  const blocks: Octets[] = [];
  let rest = '';
  let at = 0;
  for (let begin = text.indexOf(BEGIN); begin >= 0; begin = text.indexOf(BEGIN, at)) {
    const end = text.indexOf(END, begin);
    if (end < 0) break;
    const line = text.indexOf('\n', end);
    const next = line < 0 ? text.length : line + 1;
    blocks.push(text.slice(begin, next));
    rest += text.slice(at, begin);
    at = next;
  }
  return { rest: rest + text.slice(at), blocks };
}
