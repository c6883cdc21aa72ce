/** Draws a plan up: who there is, who goes where, what it will take. Writes nothing. */
import { append } from '../../core/lists.js';
import { sourcesOf } from '../../files/accounts/store-accounts.js';
import type { Inspection } from '../../files/inspect.js';
import type { Store } from '../../store/open.js';
import { addressKey, type User } from '../../users-cfg/account-types.js';
import { STAYS_BEHIND } from '../../users-cfg/move-plan.js';
import { readAccounts } from '../../users-cfg/read-accounts.js';
import { nameSome } from '../numbers.js';
import { type Forecast, forecastOf } from './forecast.js';
import { type MoveLine, type PlanDestination, proposeLines } from './lines.js';

/** What a plan rests on, beside the store. */
export interface PlanRequest {
  readonly destination: PlanDestination;
  /** User lists that Kerio's administration exported. */
  readonly usersCsv: readonly string[];
  /** Gives an address its new domain. */
  readonly rename: (address: string) => string;
  /** What was decided before, by mailbox in lower case: it stays. */
  readonly decided: ReadonlyMap<string, string>;
}

export interface DrawnPlan {
  /** A line for each mailbox, in the order of the store. */
  readonly lines: readonly MoveLine[];
  readonly forecast: Forecast;
  /** What is odd about it; a sentence each. */
  readonly problems: readonly string[];
}

/** Draws up the plan of a store that was inspected with all its trees. Throws a UserError where user lists cannot be read. */
export function drawUpPlan(
  store: Store,
  inspection: Inspection,
  { destination, usersCsv, rename, decided }: PlanRequest,
): DrawnPlan {
  const { users, problems } = usersOf(store, usersCsv);
  const lines = proposeLines(inspection, { destination, users, rename, decided });
  append(problems, sharedTargets(lines));
  return { lines, forecast: forecastOf(lines, destination), problems };
}

/** Mailboxes that several would fill: importers of files do that, `migrate` refuses it. */
function sharedTargets(lines: readonly MoveLine[]): string[] {
  const sources = new Map<string, string[]>();
  for (const { mailbox, target } of lines) {
    if (target === '' || target === STAYS_BEHIND) continue;
    const key = addressKey(target);
    const known = sources.get(key);
    if (known === undefined) sources.set(key, [mailbox]);
    else known.push(mailbox);
  }
  return [...sources].flatMap(([target, from]) =>
    from.length < 2
      ? []
      : [
          `${nameSome(from, 'mailbox')} go to ${target}: import files do that; kerio-exit migrate fills a mailbox from one alone, and refuses the table: give each an address of its own there`,
        ],
  );
}

/** Who there is; null, with the reason, where nothing tells. */
function usersOf(
  store: Store,
  usersCsv: readonly string[],
): { readonly users: readonly User[] | null; readonly problems: string[] } {
  if (store.usersCfg === null && usersCsv.length === 0)
    return { users: null, problems: ['no users.cfg was found beside the store: nothing tells who has an account'] };
  return { users: readAccounts(sourcesOf(store, usersCsv)).accounts.users, problems: [] };
}

/** How an export is made for each. Microsoft reads no mail files: mail goes from the store to the server. */
export const EXPORT_OPTIONS: Readonly<Record<PlanDestination, readonly string[]>> = {
  google: [],
  microsoft: ['--target', 'microsoft', '--only', 'contacts,calendars,tasks,notes,filters,accounts'],
  imap: ['--target', 'generic'],
  dovecot: ['--target', 'generic', '--mail-format', 'maildir'],
};
