/** How long sending takes, by the plan of a migration. */
import { emptyCounts } from '../ledger/sums.js';
import type { MigrationPlan } from '../transfer/plan/plan-summary.js';
import { destinationOfTarget, type Estimate, estimates } from './estimate.js';
import { loadOf } from './loads.js';

/** The steps of sending that take time; none where there is nothing to send. */
export function migrationSteps({ accounts, target }: MigrationPlan): readonly Estimate[] {
  const sums = accounts.map(({ toSend: { messages, bytes } }) => ({
    ...{ found: messages, bytes },
    kinds: { mail: { ...emptyCounts(), found: messages, bytes } },
  }));
  const load = loadOf(sums);
  return load.items === 0 ? [] : estimates(destinationOfTarget(target), load).filter(({ step }) => /mail/i.test(step));
}
