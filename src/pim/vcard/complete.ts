import { encodeBase64 } from '../../message/base64.js';
import { type Octets, textOf, trimOctets, utf8Octets } from '../../core/octets.js';
import { contentLine, type ContentLine, edited } from '../contentline.js';
import { foldedOctets } from '../fold.js';
import { escapeText, splitEscaped, unescapeText } from '../text.js';

/** What a card gets where it has nothing of its own. */
export interface Supplement {
  readonly uid: string;
  /** A picture that lay beside the card. */
  readonly photo: { readonly bytes: Uint8Array; readonly subtype: string } | null;
  /** Gives what the item is called, empty where that says nothing. Asked only for a card that has no name. */
  readonly name?: () => Octets;
}

/** A card that every reader takes: FN, N and UID are there. */
export interface CompleteCard {
  readonly lines: readonly ContentLine[];
  readonly uid: Octets;
}

/**
 * Adds FN, N (each built from the other, else from a nickname, an organization, the name of the item, an address or a number),
 * UID and a photo where they are missing.
 */
export function completeCard(lines: readonly ContentLine[], supplement: Supplement): CompleteCard {
  let fn: ContentLine | undefined;
  let n: ContentLine | undefined;
  let uid: ContentLine | undefined;
  let photo = false;
  for (const line of lines) {
    if (line.name === 'FN') fn = fn === undefined || isEmpty(fn.value) ? line : fn;
    else if (line.name === 'N') n = line;
    else if (line.name === 'UID') uid = line;
    else if (line.name === 'PHOTO') photo = true;
  }
  const ownUid = uid === undefined ? '' : trimOctets(uid.value);
  let result = lines;
  if (fn === undefined || isEmpty(fn.value) || n === undefined) result = withNames(lines, fn, n, supplement.name);
  if (ownUid === '') {
    const line = contentLine('UID', utf8Octets(supplement.uid));
    result = [...result.filter(({ name }) => name !== 'UID'), line];
  }
  if (!photo && supplement.photo !== null)
    result = [...result, photoLine(supplement.photo.bytes, supplement.photo.subtype)];
  return { lines: result, uid: ownUid === '' ? utf8Octets(supplement.uid) : ownUid };
}

/** The card as it is written to a file: vCard 3.0, folded, with CRLF. */
export function formatCard(lines: readonly ContentLine[]): Octets {
  const folded = ['BEGIN:VCARD', 'VERSION:3.0'];
  for (const line of lines) folded.push(foldedOctets(line.raw));
  folded.push('END:VCARD', '');
  return folded.join('\r\n');
}

function withNames(
  lines: readonly ContentLine[],
  fn: ContentLine | undefined,
  n: ContentLine | undefined,
  item: Supplement['name'],
): readonly ContentLine[] {
  const own = fn !== undefined && !isEmpty(fn.value) ? trimOctets(unescapeText(fn.value)) : null;
  const name = own ?? nameOf(lines, n, item);
  const added: ContentLine[] = [];
  let rest = lines;
  if (fn === undefined) added.push(contentLine('FN', escapeText(name)));
  else if (own === null) rest = rest.map((line) => (line === fn ? edited(line, { value: escapeText(name) }) : line));
  if (n === undefined) added.push(contentLine('N', own === null ? `${escapeText(name)};;;;` : structuredName(name)));
  return added.length === 0 ? rest : [...added, ...rest];
}

/** What a contact without a formatted name is called. */
function nameOf(lines: readonly ContentLine[], n: ContentLine | undefined, item: Supplement['name']): Octets {
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = splitEscaped(n?.value ?? '', ';').map(
    (piece) => trimOctets(splitEscaped(piece, ',').map(unescapeText).join(' ')),
  );
  const full = [prefix, given, middle, family, suffix].filter((piece) => piece !== '').join(' ');
  if (full !== '') return full;
  const named = firstOf(lines, ['NICKNAME', 'ORG']) || (item?.() ?? '') || firstOf(lines, ['EMAIL', 'TEL']);
  return named === '' ? 'No name' : named;
}

/** The first of these properties that says something, as text. */
function firstOf(lines: readonly ContentLine[], names: readonly string[]): Octets {
  for (const name of names) {
    const line = lines.find((candidate) => candidate.name === name && !isEmpty(candidate.value));
    const pieces = line === undefined ? [] : splitEscaped(line.value, name === 'NICKNAME' ? ',' : ';');
    const first = pieces.find((piece) => !isEmpty(piece));
    if (first !== undefined) return trimOctets(unescapeText(first));
  }
  return '';
}

/** `Jan Novák` is given name and family name; `Novák, Jan` the other way round; one word is a family name. */
function structuredName(name: Octets): Octets {
  const comma = name.indexOf(',');
  const words = name.split(' ').filter((word) => word !== '');
  const family = comma > 0 ? name.slice(0, comma) : (words.at(-1) ?? name);
  const given = comma > 0 ? name.slice(comma + 1) : words.slice(0, -1).join(' ');
  return `${escapeText(trimOctets(family))};${escapeText(trimOctets(given))};;;`;
}

function photoLine(bytes: Uint8Array, subtype: string): ContentLine {
  const type = textOf(subtype)
    .replace(/[^a-z0-9.+-]/gi, '')
    .toUpperCase();
  return contentLine('PHOTO', encodeBase64(bytes), `;ENCODING=b;TYPE=${type === '' || type === 'JPG' ? 'JPEG' : type}`);
}

function isEmpty(value: Octets): boolean {
  return value === '' || /^[\t-\r ;,]*$/.test(value);
}
