/** What many have in common is told once, with how many it concerns. */
import { countOf } from './numbers.js';

/** One text, and whom it concerns, in their order. */
export interface Grouped {
  readonly text: string;
  readonly concerned: readonly string[];
}

/** Puts equal texts together, in the order in which each came first. */
export function grouped(texts: Iterable<readonly [concerned: string, text: string | null]>): Grouped[] {
  const byText = new Map<string, string[]>();
  for (const [concerned, text] of texts) {
    if (text === null) continue;
    const known = byText.get(text);
    if (known === undefined) byText.set(text, [concerned]);
    else known.push(concerned);
  }
  return [...byText].map(([text, concerned]) => ({ text, concerned }));
}

/** Accounts that are named where many have one problem. */
const NAMED = 3;

/** `anna@company.com: …`, or `60 accounts (anna@company.com, …): …`. */
export function groupedLine({ text, concerned }: Grouped): string {
  const [first = ''] = concerned;
  if (concerned.length === 1) return `${first}: ${text}`;
  const rest = concerned.length > NAMED ? ', …' : '';
  return `${countOf(concerned.length, 'account')} (${concerned.slice(0, NAMED).join(', ')}${rest}): ${text}`;
}
