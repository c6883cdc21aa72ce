/** How long items take by the units that Google publishes for projects made since May 2026: of each user, and of the project. */
import type { MovedKind } from '../../core/kinds.js';
import { GOOGLE_RATES, type Pot } from '../../protocols/http/units.js';
import { CONTACTS_BATCH, CONTACTS_BATCH_UNITS } from './contacts/target.js';
import { MESSAGE_UNITS } from './mail/delivery.js';

/** Which pot an item is paid from, and how many units it costs: copies, pictures and changed occurrences cost something besides. */
const COSTS: Partial<Readonly<Record<MovedKind, { readonly pot: Pot; readonly units: number }>>> = {
  mail: { pot: 'gmail', units: MESSAGE_UNITS },
  contacts: { pot: 'contacts', units: CONTACTS_BATCH_UNITS / CONTACTS_BATCH },
  calendar: { pot: 'calendar', units: 1 },
  tasks: { pot: 'tasks', units: 1 },
};

/** Seconds that items of a kind take a user, and of what all users of the project share. */
export function googlePace(kind: MovedKind, items: number): { readonly own: number; readonly shared: number } {
  const cost = COSTS[kind];
  if (cost === undefined) return { own: 0, shared: 0 };
  const { perUser, perProject } = GOOGLE_RATES[cost.pot];
  const units = cost.units * items;
  return { own: (60 * units) / perUser, shared: (60 * units) / perProject };
}
