/** Comparing the rules of a VTIMEZONE with the zones of the IANA database. */
import { ianaName, ianaNames, ianaZone } from './iana.js';
import { windowsIana } from './windows.js';
import type { Zone } from './zone.js';

/** A span of time, unix seconds: from `start` up to but not including `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The years over which zones are compared once and for all. */
export const FIRST_YEAR = 1970;
export const LAST_YEAR = 2050;
const START = Date.UTC(FIRST_YEAR, 0, 1) / 1000;
const END = Date.UTC(LAST_YEAR + 1, 0, 1) / 1000;

const compared = new WeakMap<Zone, Map<string, readonly Span[]>>();

/** When, from 1970 to 2050, the clocks of two zones differ; in order. The answer is kept for the lifetime of `rules`. */
export function disagreements(rules: Zone, zone: Zone): readonly Span[] {
  let answers = compared.get(rules);
  if (answers === undefined) compared.set(rules, (answers = new Map<string, readonly Span[]>()));
  let spans = answers.get(zone.name);
  if (spans === undefined) answers.set(zone.name, (spans = differences(rules, zone, START, END)));
  return spans;
}

function differences(a: Zone, b: Zone, start: number, end: number): Span[] {
  const first = new Date(start * 1000).getUTCFullYear();
  const last = new Date((end - 1) * 1000).getUTCFullYear();
  const times = [...a.transitions(first, last), ...b.transitions(first, last)].map((change) => change.at);
  const cuts = [...new Set([start, ...times.filter((at) => at > start && at < end), end])].sort((x, y) => x - y);
  const spans: Span[] = [];
  cuts.slice(0, -1).forEach((from, index) => {
    if (a.offsetAt(from) === b.offsetAt(from)) return;
    const to = cuts[index + 1] ?? end;
    const previous = spans.at(-1);
    if (previous?.end === from) spans[spans.length - 1] = { start: previous.start, end: to };
    else spans.push({ start: from, end: to });
  });
  return spans;
}

/** An item may ask for the rules of each of ten thousand years; whoever gets no answer writes the instants. */
const MOST_ANSWERS = 50;

const matched = new WeakMap<Zone, Map<string, string | null>>();

/**
 * The IANA zone whose clocks show what these rules say throughout the years `first` to `last` (UTC). Of several the one that
 * Windows' zones are known by comes first, then the alphabet decides. Null when there is none.
 */
export function matchRules(rules: Zone, first: number, last: number): string | null {
  let answers = matched.get(rules);
  if (answers === undefined) matched.set(rules, (answers = new Map<string, string | null>()));
  const key = `${first}-${last}`;
  let name = answers.get(key);
  if (name === undefined) {
    if (answers.size >= MOST_ANSWERS) return null;
    answers.set(key, (name = findMatch(rules, first, last)));
  }
  return name;
}

function findMatch(rules: Zone, first: number, last: number): string | null {
  const start = Date.UTC(first, 0, 1) / 1000;
  const end = Date.UTC(last + 1, 0, 1) / 1000;
  // Two looks at each zone spare most of them the comparison.
  const probes = [Date.UTC(first, 0, 15), Date.UTC(first, 6, 15), Date.UTC(last, 3, 1)].map((time) => time / 1000);
  const found = candidates().find((name) => {
    const zone = ianaZone(name);
    return (
      probes.every((probe) => zone.offsetAt(probe) === rules.offsetAt(probe)) &&
      differences(rules, zone, start, end).length === 0
    );
  });
  return found ?? null;
}

let ordered: readonly string[] | null = null;

function candidates(): readonly string[] {
  if (ordered !== null) return ordered;
  const known = windowsIana()
    .WINDOWS_TO_IANA_MAP.filter(({ territory }) => territory === '001')
    .map(({ iana }) => ianaName(iana[0]));
  const names = [...known.filter((name) => name !== null), ...ianaNames()];
  ordered = [...new Set(names)].filter((name) => !name.startsWith('Antarctica/'));
  return ordered;
}
