/** Cards whose frame is gone: BEGIN or END cut, or neither ever written. */
import { type Octets, textOf, trimOctets } from '../../core/octets.js';
import type { Component, ComponentText } from '../components.js';
import { contentLine, type ContentLine } from '../contentline.js';
import { escapeText, unescapeText } from '../text.js';
import { isPropertyName } from './names.js';

/** What was put together, and what is to be said about it. */
export interface LooseCards {
  readonly cards: readonly Component[];
  readonly notes: readonly string[];
}

export const noCards: LooseCards = { cards: [], notes: [] };

/**
 * The cards of a text that have no whole BEGIN: components under a name that was cut (`BEGIN:VCA`), and lines outside every
 * component. `certain`: the text is declared to be a card, so that any property will do; else a name must be among them.
 */
export function looseCards(read: ComponentText, certain: boolean): LooseCards {
  const cut = read.components.filter(({ name, lines }) => isCut(name, 'VCARD') && isCard(lines, certain));
  const cards: Component[] = cut.map((component) => ({ ...component, name: 'VCARD', closed: false }));
  const notes = cut.map(({ name }) => `BEGIN:${name} was read as the beginning of a card`);
  const closed = read.problems.includes(withoutBegin);
  for (const piece of read.pieces) {
    const lines = withoutRemains(piece);
    if (!isCard(lines, certain)) continue;
    cards.push({ name: 'VCARD', lines, components: [], closed });
    notes.push('BEGIN:VCARD was missing: the lines of the card were put together');
  }
  return { cards, notes };
}

/**
 * A damaged card whose name is missing, or cut where the card breaks off, with the subject of its item, which Kerio makes from
 * the name. Null where nothing is to be done.
 */
export function withSubject(
  card: Component,
  subject: Octets,
): { readonly card: Component; readonly note: string } | null {
  if (card.closed || subject === '') return null;
  const last = card.lines.at(-1);
  const names = card.lines.filter(({ name, value }) => name === 'FN' && trimOctets(value) !== '');
  const [name] = names;
  if (name !== undefined && (names.length > 1 || name !== last || !isBeginning(name, subject))) return null;
  const remains = last?.name === '' && 'FN'.startsWith(plain(last.raw));
  const lines = card.lines.filter((line) => line.name !== 'FN' && !(remains && line === last));
  const what = name === undefined ? 'missing' : 'cut';
  return {
    card: { ...card, lines: [...lines, contentLine('FN', escapeText(subject))] },
    note: `FN was ${what}: the subject of the item stands in its place`,
  };
}

/** Whether the name of a card that breaks off in it is the beginning of the whole name. Its last character may be half of one. */
function isBeginning({ value }: ContentLine, whole: Octets): boolean {
  const name = textOf(unescapeText(value));
  return name.length < textOf(whole).length && textOf(whole).startsWith(name.length > 1 ? name.slice(0, -1) : name);
}

/** What is said of an END that stands below such lines, and is said again by their own note. */
export const withoutBegin = 'END:VCARD without a BEGIN';

function isCard(lines: readonly ContentLine[], certain: boolean): boolean {
  return lines.some(
    ({ name, value }) => value !== '' && (telling.has(name) || (certain && isPropertyName(name) && !idle.has(name))),
  );
}

const telling = new Set(['FN', 'N', 'X-FILE-AS']);
/** What says nothing of anybody. */
const idle = new Set(['VERSION', 'PRODID', 'PROFILE', 'REV', 'UID', 'X-STRAY-LINE']);

/** Without what is left of a BEGIN at the beginning, and of an END at the end. */
function withoutRemains(lines: readonly ContentLine[]): readonly ContentLine[] {
  const isBegin = ({ raw }: ContentLine): boolean => 'BEGIN:VCARD'.endsWith(plain(raw)) || /^BEGIN:?$/.test(plain(raw));
  const isEnd = ({ raw }: ContentLine): boolean => isCut(plain(raw), 'END:VCARD');
  return lines.filter((line, index) => !(index === 0 && isBegin(line)) && !(index === lines.length - 1 && isEnd(line)));
}

function plain(raw: Octets): string {
  return trimOctets(raw).toUpperCase();
}

function isCut(name: string, whole: string): boolean {
  return name !== '' && name !== whole && whole.startsWith(name);
}
