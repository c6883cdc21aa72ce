/** What a plan will take: room, time, licences. */
import { outputBytes } from '../../files/room.js';
import type { Kind } from '../../core/kinds.js';
import { addressKey } from '../../users-cfg/account-types.js';
import { STAYS_BEHIND } from '../../users-cfg/move-plan.js';
import { type Estimate, estimates, licencesText } from '../estimate.js';
import { loadOf } from '../loads.js';
import type { MoveLine, PlanDestination } from './lines.js';

export interface Forecast {
  /** Bytes that an export takes on disk; who is not decided on yet counts. */
  readonly needed: number;
  readonly steps: readonly Estimate[];
  /** Null where the destination sells none. */
  readonly licences: string | null;
}

/** The forecast for everybody who moves, and for those whom nobody has decided on. */
export function forecastOf(lines: readonly MoveLine[], destination: PlanDestination): Forecast {
  const moving = lines.filter(({ target }) => target !== STAYS_BEHIND);
  const load = loadOf(moving.map(({ sums }) => sums));
  // Microsoft reads no mail files: there mail goes from the store to the server.
  const mailFormat = destination === 'dovecot' ? 'maildir' : 'mbox';
  let needed = 0;
  for (const { sums } of moving)
    for (const [kind, { found: items, bytes }] of Object.entries(sums.kinds))
      if (destination !== 'microsoft' || kind !== 'mail')
        needed += outputBytes({ kind: kind as Kind, items, bytes }, { mailFormat });
  const targets = (isShared: boolean): Set<string> =>
    new Set(
      moving
        .filter(({ kind, target }) => target !== '' && (kind !== 'user') === isShared)
        .map(({ target }) => addressKey(target)),
    );
  const people = targets(false);
  const shared = [...targets(true)].filter((target) => !people.has(target));
  return {
    needed: Math.ceil(needed),
    steps: load.items === 0 ? [] : estimates(destination, load),
    licences: licencesText(destination, people.size, shared.length),
  };
}
