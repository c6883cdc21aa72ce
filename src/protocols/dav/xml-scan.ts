/** A look at XML from the wire before anything is made of it: whether it is modest, whether it is whole, where its responses are. */
import { ConnectionLost } from '../../core/failures.js';

/** Where a response begins and ends in the text of a multistatus. */
export type Span = readonly [start: number, end: number];

/** Each is an object in memory: what lists a hundred thousand items has half as many. */
const MOST_ELEMENTS = 1_500_000;

const [SLASH, EXCLAMATION] = [47, 33];
const OPENS = /<(?:[\w.-]{1,40}:)?response(?=[\s/>])/y;
const CLOSES = /<\/(?:[\w.-]{1,40}:)?response\s{0,40}>/y;

/** The outermost responses of a text, in order. Throws ConnectionLost for what would take all memory. */
export function responsesIn(text: string): readonly Span[] {
  const spans: Span[] = [];
  let elements = 0;
  let depth = 0;
  let start = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    const next = text.charCodeAt(at + 1);
    if (next === SLASH) {
      const end = endOfMatch(CLOSES, text, at);
      if (end === 0 || depth === 0) continue;
      depth -= 1;
      if (depth === 0) spans.push([start, end]);
    } else if (next !== EXCLAMATION) {
      elements += 1;
      if (endOfMatch(OPENS, text, at) === 0 || text.charCodeAt(endOf(text, '>', at) - 1) === SLASH) continue;
      if (depth === 0) start = at;
      depth += 1;
      // What an event says may well have a document type in it.
    } else if (text.startsWith('<![CDATA[', at)) at = endOf(text, ']]>', at);
    else if (text.startsWith('<!--', at)) at = endOf(text, '-->', at);
    // Nothing that DAV says needs one; entities that name each other grow without end.
    else throw new ConnectionLost('the answer has a document type, which no DAV server sends');
  }
  if (elements > MOST_ELEMENTS) throw new ConnectionLost(`the answer has ${elements} elements, which are too many`);
  return spans;
}

/** Whether a multistatus goes on to its end: servers that run out of time or memory leave off in the midst of it. */
export function isWhole(text: string): boolean {
  const at = text.lastIndexOf('multistatus');
  const before = text.slice(Math.max(0, at - 50), Math.max(0, at));
  return /<\/(?:[\w.-]{1,40}:)?$/.test(before) || EMPTY.test(text.slice(-1000));
}

const EMPTY = /<(?:[\w.-]{1,40}:)?multistatus(?:\s[^<>]{0,900})?\/>\s{0,40}$/;

/** Where a match that begins at a place ends; 0 for none. */
function endOfMatch(sticky: RegExp, text: string, at: number): number {
  sticky.lastIndex = at;
  return sticky.test(text) ? sticky.lastIndex : 0;
}

function endOf(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end < 0 ? text.length : end;
}
