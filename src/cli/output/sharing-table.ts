/** Rights on calendars and other folders of a migration, for people. */
import type { ShareStep } from '../../transfer/destination.js';
import { countOf, formatTable, printable } from './format.js';

/** An account and what becomes of rights on its folders. */
interface SharingOf {
  readonly address: string;
  readonly sharing?: readonly ShareStep[];
}

/** What will be set, and what cannot be; nothing where no destination sets any. */
export function sharingPlan(accounts: readonly SharingOf[]): string {
  return tableOf(accounts, () => true);
}

/** What was not set, and how much was. */
export function sharingResult(accounts: readonly SharingOf[]): string {
  const steps = accounts.flatMap(({ sharing = [] }) => sharing);
  if (steps.length === 0) return '';
  const count = (...states: readonly ShareStep['state'][]): number =>
    steps.filter(({ state }) => states.includes(state)).length;
  const table = tableOf(accounts, ({ state }) => state === 'failed' || state === 'left');
  return `${table}shared: ${countOf(count('set', 'raised'), 'right')} set, ${count('there')} there before, ${count('left')} without a counterpart, ${count('failed')} failed\n`;
}

function tableOf(accounts: readonly SharingOf[], shows: (step: ShareStep) => boolean): string {
  const rows = accounts.flatMap(({ address, sharing = [] }) =>
    sharing
      .filter(shows)
      .map(({ folder, who, role, state, words }) => [
        printable(address),
        printable(folder.join('/')),
        printable(who),
        role,
        state,
        printable(words),
      ]),
  );
  return rows.length === 0 ? '' : formatTable(['user', 'shares', 'with', 'as', '', ''], rows, new Set());
}
