/** The lines of the table with the answers that were given to them. */
import type { Draft, PlanView } from '../../api.js';

/** A mailbox and where it goes, as things stand. */
export type Line = PlanView['lines'][number];

/** `go`: an address is there. `stay`: it stays behind. `open`: nobody has said it. */
export type LineState = 'open' | 'go' | 'stay';

/** The lines with the answers of the draft over what the program proposed. */
export function answeredLines({ lines }: PlanView, { decisions }: Draft): readonly Line[] {
  return lines.map((line) => {
    const target = decisions[line.mailbox];
    return target === undefined || target === line.target ? line : { ...line, target, open: target === '' };
  });
}

/** What a line says. */
export function stateOf({ target }: Line): LineState {
  return target === '' ? 'open' : target === '-' ? 'stay' : 'go';
}

/** A mailbox under its own name, in its new domain; null where it is nobody's address (`_public@…`). */
export function ownAddress({ mailbox, kind }: Line, { renames }: Draft): string | null {
  const [name = '', domain = ''] = mailbox.split('@');
  if (kind !== 'user' || name === '' || domain === '') return null;
  const renamed = renames.find(([from]) => from.toLowerCase() === domain.toLowerCase())?.[1] ?? domain;
  return `${name}@${renamed}`;
}

/** The domains of people, in the order in which they first come. */
export function domainsOf({ lines }: PlanView): readonly string[] {
  return [
    ...new Set(
      lines.flatMap(({ mailbox, kind }) => (kind === 'user' ? (mailbox.split('@')[1]?.toLowerCase() ?? []) : [])),
    ),
  ];
}
