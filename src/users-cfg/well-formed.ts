/** The first place where a text is no well-formed XML content. */
export interface Fault {
  readonly message: string;
  /** Line of the text, from 1. */
  readonly line: number;
}

const token =
  /[^<&]+|&(?:#\d+|#[xX][\da-fA-F]+|[A-Za-z_][\w.-]*);|<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<(\/?)([A-Za-z_:][\w:.-]*)((?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*')){0,1000})\s*(\/?)>/y;

/**
 * Checks that markup is complete, that tags match and that `&` begins references: what the parser takes as it comes and
 * would silently misread. Names of references are not looked up: an unknown one stays as it is written.
 */
export function faultIn(xml: string): Fault | null {
  const open: string[] = [];
  let at = 0;
  const fault = (message: string): Fault => ({ message, line: xml.slice(0, at).split('\n').length });
  while (at < xml.length) {
    token.lastIndex = at;
    const found = token.exec(xml);
    if (found === null) return fault(xml[at] === '&' ? 'a bare &' : 'a < that begins no markup');
    const [, slash, name, attributes, empty] = found;
    if (name !== undefined) {
      if (slash === '/') {
        const expected = open.pop();
        if (expected !== name || attributes !== '' || empty === '/') {
          return fault(
            expected === undefined ? `</${name}> closes nothing` : `</${name}> where </${expected}> should be`,
          );
        }
      } else if (empty === '') open.push(name);
    }
    at = token.lastIndex;
  }
  const left = open.pop();
  return left === undefined ? null : fault(`<${left}> has no end`);
}
