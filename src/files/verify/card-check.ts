/** The cards of a contact: by the rules of strict CardDAV servers, and against the cards of their item. */
import { readEntity } from '../../message/entity.js';
import { type Octets, textOf, trimOctets } from '../../core/octets.js';
import { type Component, readComponents } from '../../pim/components.js';
import { contentOctets } from '../../pim/content-octets.js';
import type { ContentLine } from '../../pim/contentline.js';
import { readContact } from '../../pim/vcard/read-contact.js';
import type { Problem } from './mail-output.js';
import { comparable } from './same-text.js';
import { readWithVcf } from './vcf-reader.js';

/** Compares the text of an item's cards in the output with the item. `notes`: of its ledger line. */
export function compareCards(text: Octets, bytes: Uint8Array, notes: readonly string[]): Problem[] {
  const { components: cards, outside } = readComponents(text);
  if (cards.length === 0) return [BROKEN];
  const problems = cards.every(isWhole) && outside.length === 0 ? [] : [BROKEN];
  for (const { lines } of cards) {
    const broken = [...brokenCardRules(lines), ...complaintsOfVcf(lines)];
    if (broken.length > 0) problems.push(bundleProblem(`importers refuse or misread its card: ${broken.join(', ')}`));
  }
  return [...problems, ...compareWithSource(cards, bytes, notes)];
}

/** The cards in a text: their UIDs, and which are distribution lists. */
export function cardsIn(text: Octets): { readonly uid: string; readonly isList: boolean }[] {
  return readComponents(text).components.map(({ lines }) => ({
    uid: valueOf(lines, 'UID'),
    isList: readContact(lines).isList,
  }));
}

const BROKEN: Problem = { aspect: 'bundle', what: 'at its place is no whole card' };

function bundleProblem(what: string): Problem {
  return { aspect: 'bundle', what };
}

function isWhole({ name, closed }: Component): boolean {
  return name === 'VCARD' && closed;
}

const needed = ['VERSION', 'FN', 'N', 'UID'];
/** What RFC 2426 and RFC 6350 allow once, beside what is needed. */
const once = ['KIND', 'GENDER', 'PRODID', 'CLASS', 'SORT-STRING', 'MAILER', 'BDAY', 'ANNIVERSARY', 'DEATHDATE', 'REV'];

function brokenCardRules(lines: readonly ContentLine[]): string[] {
  const counts = new Map<string, number>();
  for (const { name } of lines) counts.set(name, (counts.get(name) ?? 0) + 1);
  const isLegal = ({ name, group }: ContentLine) => /^[A-Z0-9-]+$/.test(name) && /^[A-Za-z0-9-]*$/.test(group);
  return [
    ...needed.filter((name) => !counts.has(name)).map((name) => `it has no ${name}`),
    ...[...needed, ...once].filter((name) => (counts.get(name) ?? 0) > 1).map((name) => `${name} stands twice`),
    ...(valueOf(lines, 'UID') === '' ? ['its UID is empty'] : []),
    ...(lines.every(isLegal) ? [] : ['a property has no legal name']),
  ];
}

function complaintsOfVcf(lines: readonly ContentLine[]): string[] {
  const read = readWithVcf(lines);
  if (read === null) return [];
  if ('refused' in read) return [`vcf refuses it (${read.refused})`];
  const pairs = [
    ['UID', read.uids],
    ['FN', read.names],
    ['N', read.structured],
  ] as const;
  return pairs
    .filter(([name, [found = '']]) => comparable(found) !== comparable(valueOf(lines, name)))
    .map(([name]) => `vcf reads another ${name}`);
}

/** A card of the source as far as vcf, or its lines where vcf refuses it, can tell. */
interface SourceCard {
  readonly uid: string;
  /** All that it may be called; none where only a converter can tell. */
  readonly names: readonly string[];
}

function sourceCards(bytes: Uint8Array): SourceCard[] {
  return readEntity(bytes).parts.flatMap((part) => {
    const { octets } = contentOctets(part);
    if (!/^BEGIN:VCARD/im.test(octets)) return [];
    const cards = readComponents(octets).components.filter(({ name, closed }) => name === 'VCARD' && closed);
    return cards.map(({ lines }) => sourceCard(lines));
  });
}

function sourceCard(lines: readonly ContentLine[]): SourceCard {
  const encoded = lines.some(({ name, params }) => name === 'FN' && /ENCODING|QUOTED|CHARSET/i.test(params));
  const read = readWithVcf(lines);
  const names =
    read !== null && 'names' in read
      ? read.names
      : lines.filter(({ name }) => name === 'FN').map(({ value }) => textOf(value));
  return {
    uid: valueOf(lines, 'UID'),
    names: encoded ? [] : names.map(comparable).filter((name) => /[^\s;,]/.test(name)),
  };
}

/** Notes of repairs after which another name is right. */
const NAMES = /\bFN\b|\bN\b|name|lines?\b|Subject|charset|cut|bytes|characters|decoded|BEGIN|END:|missing/;
const FEWER = /same card|without anything|more cards of it/;

function compareWithSource(cards: readonly Component[], bytes: Uint8Array, notes: readonly string[]): Problem[] {
  const source = sourceCards(bytes);
  if (source.length === 0) return [];
  const problems: Problem[] = [];
  if (cards.length < source.length && !notes.some((note) => FEWER.test(note)))
    problems.push(bundleProblem('a card of the source is missing'));
  if (cards.length > source.length) problems.push(bundleProblem('it has a card that the source does not have'));
  if (!notes.some((note) => NAMES.test(note))) {
    const names = namesByUid(source);
    const newUid = notes.some((note) => note.includes('it got a new one'));
    const anyone = newUid ? namesOf(source) : names.get('');
    for (const { lines } of cards) {
      const known = names.get(valueOf(lines, 'UID')) ?? anyone;
      if (known === undefined) problems.push({ aspect: 'content', what: 'its card is not as in the source: UID' });
      else if (known !== 'any' && !known.has(comparable(valueOf(lines, 'FN'))))
        problems.push({ aspect: 'content', what: 'its card is not as in the source: FN' });
    }
  }
  return problems;
}

/** What cards of the source may be called; `any` where only a converter can tell of one of them. */
type Names = ReadonlySet<string> | 'any';

function namesOf(cards: readonly SourceCard[]): Names {
  return cards.some(({ names }) => names.length === 0) ? 'any' : new Set(cards.flatMap(({ names }) => names));
}

/** A message may hold thousands of cards: each is looked up, not looked for. */
function namesByUid(cards: readonly SourceCard[]): ReadonlyMap<string, Names> {
  const byUid = new Map<string, SourceCard[]>();
  for (const card of cards) {
    const same = byUid.get(card.uid);
    if (same === undefined) byUid.set(card.uid, [card]);
    else same.push(card);
  }
  return new Map([...byUid].map(([uid, same]) => [uid, namesOf(same)]));
}

function valueOf(lines: readonly ContentLine[], wanted: string): string {
  return textOf(trimOctets(lines.find(({ name }) => name === wanted)?.value ?? ''));
}
