/** How long sending takes, by the plan of a migration. */
import { emptyCounts } from '../ledger/sums.js';
import type { MigrationPlan } from '../transfer/plan/plan-summary.js';
import { type Estimate, estimates } from './estimate.js';
import { loadOf } from './loads.js';

/** The steps of sending that take time; none where there is nothing to send. */
export function migrationSteps({ accounts, target }: MigrationPlan): readonly Estimate[] {
  // What is no mail weighs little, and has no rate that anybody measured.
  const sums = accounts.map(({ toSend: { bytes, kinds } }) => ({
    ...{ found: kinds.mail ?? 0, bytes },
    kinds: { mail: { ...emptyCounts(), found: kinds.mail ?? 0, bytes } },
  }));
  const load = loadOf(sums);
  return load.items === 0 ? [] : estimates(destinationOf(target), load).filter(({ step }) => /mail/i.test(step));
}

/** Whose limits hold at a target as it stands in reports. */
export function destinationOf(target: string): 'google' | 'microsoft' | 'imap' {
  if (/(?:^|\W)(?:imap\.(?:gmail|googlemail)\.com|google)(?:\W|$)/i.test(target)) return 'google';
  return /office365\.com|outlook\.com/i.test(target) ? 'microsoft' : 'imap';
}
