/** Looks at every account of the destinations. */
import { readDestinations } from '../../options/destination-flags.js';
import { readMovers } from '../../options/movers.js';
import { type Checked, checkAccounts } from '../../report/check-accounts.js';
import type { ChecksView } from '../api.js';
import { filesOf } from './asked.js';
import { Meter } from './meter.js';
import type { MoveAsk, Way } from './messages.js';

export async function check(ask: MoveAsk, way: Way): Promise<ChecksView> {
  const files = filesOf(ask, way);
  const meter = new Meter(way);
  const accounts: Checked[] = [];
  let told = 0;
  for (const leg of ask.legs) {
    if (leg.command !== 'migrate') continue;
    const movers = readMovers(leg.flags, files).accounts;
    const { destinations } = await readDestinations(leg.flags, files);
    meter.expect(movers.length * destinations.length);
    const onChecked = (checked: Checked): void => {
      accounts.push(checked);
      meter.add(1, 0);
      // All of them are told each time: the more there are, the less often.
      if (performance.now() - told < accounts.length) return;
      told = performance.now();
      way.tell({ part: 'checks', checks: { accounts: [...accounts] } });
    };
    await checkAccounts(destinations, movers, { onChecked, signal: way.signal });
  }
  meter.end();
  return { accounts };
}
