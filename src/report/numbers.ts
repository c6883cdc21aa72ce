/** Numbers and sizes for people. */

/** 48112 → `48,112`. A whole number; what Node does for all languages takes it 14 ms to load. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

/** `1 item`, `2 items`, `2 mailboxes`, `2 entries`. */
export function countOf(count: number, noun: string): string {
  return `${formatCount(count)} ${count === 1 ? noun : plural(noun)}`;
}

function plural(noun: string): string {
  if (/(?:s|x|ch|sh)$/.test(noun)) return `${noun}es`;
  return /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
}

/** The verbs that go with a number. */
export function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}
export function wasOrWere(count: number): string {
  return count === 1 ? 'was' : 'were';
}
export function needsOrNeed(count: number): string {
  return count === 1 ? 'needs' : 'need';
}

/** A length of time in seconds: `0.4 s`, `8 s`, `3 min 20 s`, `2 h 05 min`. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.max(0, Math.round(seconds * 10) / 10)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(whole / 3600)} h ${String(Math.floor((whole % 3600) / 60)).padStart(2, '0')} min`;
}

/** Bytes in the unit that reads best: `2.7 GB`. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit] ?? ''}`;
}

/** How many names stand one by one. */
const SHOWN = 10;

/** `2 mailboxes (a@b.example, c@b.example)`, the first ones by name. */
export function nameSome(names: readonly string[], noun: string): string {
  const rest = names.length > SHOWN ? ` and ${formatCount(names.length - SHOWN)} more` : '';
  return `${countOf(names.length, noun)} (${names.slice(0, SHOWN).join(', ')}${rest})`;
}
