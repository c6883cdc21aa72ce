/** A person's name as destinations want it: two parts, neither empty. */
export interface PersonName {
  readonly first: string;
  readonly last: string;
  /** A part was longer than the destinations take and has been cut. */
  readonly cut: boolean;
}

/** Google refuses longer first or last names, and the others have no higher limit that matters. */
const longest = 60;

/** Particles that belong to the family name after them. Lower case only: `Van` alone may well be a given name. */
const particles = new Set(
  'af al bin da das de del della den der des di dos du el ibn la le op ten ter van vom von zu zum zur'.split(' '),
);

/** What may stand behind a comma without being a given name. */
const suffix = /^(?:jr|sr|i{1,3}|iv|v|ph\.?\s?d|m\.?d|mba|esq|csc|drsc|dis|ba|ma|msc|bsc|ll\.?m|phd|cpa|rn)\.?$/i;

/** Names in scripts that put the family name first. */
const familyFirst = /^[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\s・ー]+$/u;

/**
 * Splits a full name: `Jan Novák`, `Novák, Jan`, `Ing. Jan Novák, Ph.D.`, `Ludwig van Beethoven`, `山田 太郎`. A single word
 * is both parts; without any name the login name serves (`jan.novak` becomes Jan Novak). Parts are at most 60 UTF-16 units
 * long and never end inside a character.
 */
export function splitPersonName(fullName: string, login: string): PersonName {
  const words = fullName.split(/\s+/).filter((word) => word !== '');
  const [first, last] = words.length > 0 ? splitWords(words.join(' ')) : splitLogin(login);
  const short = { first: shorten(first), last: shorten(last) };
  return { ...short, cut: short.first !== first || short.last !== last };
}

function splitWords(name: string): readonly [string, string] {
  const [head = '', ...tail] = name.split(/\s*,\s*/).filter((part) => part !== '');
  const firstTail = tail[0] ?? '';
  if (firstTail !== '' && !suffix.test(firstTail)) {
    return [firstTail, [head, ...tail.slice(1)].join(', ')];
  }
  const titles = tail.length > 0 ? `, ${tail.join(', ')}` : '';
  const words = head.split(' ');
  if (words.length === 1) return [head || name, `${head || name}${titles}`];
  if (familyFirst.test(head)) return [words.slice(1).join(' '), `${words[0] ?? ''}${titles}`];
  let family = words.length - 1;
  while (family > 1 && particles.has(words[family - 1] ?? '')) family -= 1;
  return [words.slice(0, family).join(' '), `${words.slice(family).join(' ')}${titles}`];
}

function splitLogin(login: string): readonly [string, string] {
  const local = login.split('@')[0] ?? '';
  const words = local.split(/[._\s-]+/).flatMap((word) => (word === '' ? [] : [capitalised(word)]));
  const [first = local || '-', ...rest] = words;
  return [first, rest.length > 0 ? rest.join(' ') : first];
}

function capitalised(word: string): string {
  const [initial = ''] = word;
  return initial.toUpperCase() + word.slice(initial.length);
}

function shorten(part: string): string {
  if (part.length <= longest) return part;
  const end = (part.charCodeAt(longest - 1) & 0xfc00) === 0xd800 ? longest - 1 : longest;
  return part.slice(0, end).trimEnd();
}
