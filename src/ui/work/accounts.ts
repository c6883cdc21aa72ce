/** The accounts at a destination that can make them: which there are, and those that are made. */
import { makeAccounts } from '../../options/make-accounts.js';
import type { AccountsView } from '../api.js';
import { filesOf } from './asked.js';
import type { AccountsAsk, Way } from './messages.js';
import { Meter } from './meter.js';

export async function accounts({ move, dryRun }: AccountsAsk, way: Way): Promise<AccountsView> {
  const files = filesOf(move, way);
  const meter = new Meter(way);
  const views: AccountsView[] = [];
  for (const leg of move.legs) {
    if (leg.command !== 'migrate') continue;
    const { steps, passwords, warnings } = await makeAccounts({ ...leg.flags, dryRun }, files);
    views.push({ made: !dryRun, steps, passwords, problems: warnings });
  }
  meter.end();
  return {
    ...{ made: !dryRun, steps: views.flatMap(({ steps }) => steps) },
    ...{ passwords: views.find(({ passwords }) => passwords !== null)?.passwords ?? null },
    problems: views.flatMap(({ problems }) => problems),
  };
}
