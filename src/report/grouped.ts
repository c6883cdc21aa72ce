/** What many have in common is told once, with how many it concerns. */
import { countOf } from './numbers.js';

/** One text, and whom it concerns, in their order. */
export interface Grouped {
  readonly text: string;
  readonly concerned: readonly string[];
}

/** Puts equal texts together, in the order in which each came first. */
export function grouped(texts: Iterable<readonly [concerned: string, text: string | null]>): Grouped[] {
  const byText = new Map<string, { readonly first: string; readonly concerned: string[] }>();
  for (const [concerned, text] of texts) {
    if (text === null) continue;
    const common = commonPart(text);
    const known = byText.get(common);
    if (known === undefined) byText.set(common, { first: text, concerned: [concerned] });
    else known.concerned.push(concerned);
  }
  return [...byText].map(([common, { first, concerned }]) => ({
    text: concerned.length === 1 ? first : common,
    concerned,
  }));
}

/** What is the same for everybody: who signs in, and in which line he stands, differs from one to the next. */
function commonPart(text: string): string {
  return text
    .replace(/refused the login of [^\s:]+(?=: )/, 'refused the login')
    .replace(/^line \d+ of the users file has no (\S+) for [^\s:]+(?=: )/, 'their lines of the users file have no $1');
}

/** Accounts that are named where many have one problem. */
const NAMED = 3;

/** `anna@company.com`, or `60 accounts (anna@company.com, …)`. */
export function concernedText(concerned: readonly string[]): string {
  const [first = ''] = concerned;
  if (concerned.length === 1) return first;
  const rest = concerned.length > NAMED ? ', …' : '';
  return `${countOf(concerned.length, 'account')} (${concerned.slice(0, NAMED).join(', ')}${rest})`;
}

/** `anna@company.com: …`, or `60 accounts (anna@company.com, …): …`. */
export function groupedLine({ text, concerned }: Grouped): string {
  return `${concernedText(concerned)}: ${text}`;
}
