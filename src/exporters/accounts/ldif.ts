/** LDIF (RFC 2849) and distinguished names (RFC 4514), written. */

/** One attribute of an entry; a value per line. Names are ASCII. */
export type LdifAttribute = readonly [name: string, value: string];

const lineLength = 76;

/** One entry: its lines and the empty line behind it. Lines end in LF and are folded at 76 characters. */
export function ldifEntry(dn: string, attributes: readonly LdifAttribute[]): string {
  return `${[['dn', dn] as const, ...attributes].map(([name, value]) => ldifLine(name, value)).join('')}\n`;
}

/** `name: value`, or `name:: base64` where the value is no SAFE-STRING (RFC 2849) or ends in a blank; folded. */
export function ldifLine(name: string, value: string): string {
  const line = isSafe(value) ? `${name}: ${value}` : `${name}:: ${Buffer.from(value, 'utf8').toString('base64')}`;
  let folded = line.slice(0, lineLength);
  for (let at = lineLength; at < line.length; at += lineLength - 1) {
    folded += `\n ${line.slice(at, at + lineLength - 1)}`;
  }
  return `${folded}\n`;
}

function isSafe(value: string): boolean {
  return /^[\u0001-\u0009\u000b\u000c\u000e-\u007f]*$/.test(value) && !/^[ :<]| $/.test(value);
}

/** `attribute=value` with the value escaped for a distinguished name. */
export function rdn(attribute: string, value: string): string {
  if (/^[\w.@-]+$/.test(value)) return `${attribute}=${value}`;
  const escaped = Array.from(value).map((character, at, all) => {
    const edge = (at === 0 && /[ #]/.test(character)) || (at === all.length - 1 && character === ' ');
    if (edge || /[\\",+<>;=]/.test(character)) return `\\${character}`;
    const code = character.charCodeAt(0);
    return code < 32 || code === 127 ? `\\${code.toString(16).padStart(2, '0')}` : character;
  });
  return `${attribute}=${escaped.join('')}`;
}

/** The base of a domain's tree: `dc=company,dc=com`. */
export function domainDn(domain: string): string {
  return domain
    .split('.')
    .map((label) => rdn('dc', label))
    .join(',');
}
