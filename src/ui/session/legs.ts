/** Whether everything that the commands of a move need was answered. */
import { UserError } from '../../core/errors.js';
import type { Leg } from '../work/messages.js';
import { accountsLeg, type Asked, isGoogle, legsOf, targetsOf } from './flags.js';

/** The commands of the move. Throws a UserError that names what is missing; `secrets` are the addresses that have one. */
export function wholeLegs(asked: Asked, secrets: readonly string[]): readonly Leg[] {
  if (asked.draft.way === null) throw new UserError('Nobody has said where it goes: choose that first.');
  const legs = legsOf(asked);
  const { kinds, out } = asked.draft;
  if (legs.some(({ command }) => command === 'export') && out === '')
    throw new UserError('No folder for the files was chosen: choose one first.');
  for (const leg of legs) {
    if (leg.command !== 'migrate') continue;
    if (leg.flags.to.length === 0) throw new UserError('No server was named: give its address first.');
    if (kinds.length > 0 && leg.flags.only?.length === 0)
      throw new UserError('Accounts alone cannot be sent: choose what else goes along.');
    refuseMissingSecrets(asked, secrets);
  }
  if (legs.length === 0) throw new UserError('There is nothing to do: choose what goes along, and where to.');
  return legs;
}

/** What makes the accounts. Throws a UserError where nothing makes them, or something for it is missing. */
export function accountsLegs(asked: Asked, secrets: readonly string[]): readonly Leg[] {
  const leg = accountsLeg(asked);
  if (leg === null) throw new UserError('Accounts are made at Google alone: choose that first.');
  refuseMissingSecrets(asked, secrets);
  return [leg];
}

function refuseMissingSecrets({ draft }: Asked, secrets: readonly string[]): void {
  for (const { address, auth } of targetsOf(draft)) {
    const isNamed = isGoogle(address) && draft.own['google-key'] !== undefined;
    const isNeeded = isGoogle(address) || (auth !== '' && auth !== 'login');
    if (isNeeded && !isNamed && !secrets.includes(address))
      throw new UserError(
        `Nothing opens ${address}: give its ${isGoogle(address) ? 'key file' : 'password or key'} first.`,
      );
  }
}
