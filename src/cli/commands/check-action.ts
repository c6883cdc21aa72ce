/** Runs `check`: looks at every account of a destination, and says what to do where something is not in place. */
import { UserError } from '../../core/errors.js';
import { ConnectError } from '../../core/failures.js';
import type { Assumption, Destination, Finding } from '../../transfer/destination.js';
import { type Account, selectAccounts } from '../../transfer/plan/users-file.js';
import { readDestinations } from '../../options/destination-flags.js';
import type { DestinationFlags } from '../../options/migrate-flags.js';
import { countOf, formatBytes, formatTable, printable } from '../output/format.js';
import type { ExitCode, Terminal } from '../terminal.js';
import { readUsers } from '../../options/movers.js';

/** The options as commander gives them. */
export interface CheckFlags extends DestinationFlags {
  users?: string;
  select?: string[];
  exclude?: string[];
  probe?: string;
  json?: boolean;
}

/** What was found about one account at one destination. */
interface Checked {
  readonly account: string;
  readonly destination: string;
  readonly findings: readonly Finding[];
}

/** Runs the command. Throws a UserError for what is wrong with its arguments and files. */
export async function check(flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  if (flags.users === undefined && flags.probe === undefined)
    throw new UserError('check needs --users with the accounts to look at, or --probe with a throw-away account');
  const accounts =
    flags.users === undefined
      ? []
      : selectAccounts(readUsers(flags.users).accounts, flags.select ?? [], flags.exclude ?? []);
  const { destinations, warnings } = await readDestinations(flags);
  for (const warning of warnings) terminal.err(`kerio-exit: ${printable(warning)}\n`);
  const checked: Checked[] = [];
  for (const destination of destinations)
    for (const account of accounts)
      checked.push({
        account: account.target,
        destination: destination.name,
        findings: await lookAt(destination, account),
      });
  const assumptions = flags.probe === undefined ? [] : await probeAll(destinations, flags.probe);
  if (flags.json === true) terminal.out(`${JSON.stringify({ accounts: checked, assumptions }, null, 1)}\n`);
  else terminal.out(checkText(checked) + probeText(assumptions));
  const isFine = checked.every(({ findings }) => findings.every(({ ok }) => ok));
  return isFine && assumptions.every(({ holds }) => holds) ? 0 : 1;
}

/** One account that cannot be looked at must not hide the others. */
async function lookAt(destination: Destination, account: Account): Promise<readonly Finding[]> {
  try {
    if (destination.check !== undefined) return await destination.check(account, undefined);
    const opened = await destination.open(account, undefined);
    const { server, quota, notes = [] } = opened;
    await opened.close();
    const room = quota === null ? '' : `, ${formatBytes(quota.used)} of ${formatBytes(quota.limit)} in use`;
    return [
      { what: 'login', ok: true, words: `${server}${room}`, remedy: null },
      ...notes.map((words) => ({ what: 'note', ok: true, words, remedy: null })),
    ];
  } catch (error) {
    if (!(error instanceof ConnectError) && !(error instanceof UserError)) throw error;
    return [{ what: 'login', ok: false, words: error.message, remedy: null }];
  }
}

async function probeAll(destinations: readonly Destination[], address: string): Promise<readonly Assumption[]> {
  const probing = destinations.filter((each) => each.probe !== undefined);
  if (probing.length === 0) throw new UserError('--probe: there is nothing to try at this destination');
  const found: Assumption[] = [];
  for (const destination of probing) found.push(...((await destination.probe?.(address, undefined)) ?? []));
  return found;
}

function checkText(checked: readonly Checked[]): string {
  if (checked.length === 0) return '';
  const rows = checked.flatMap(({ account, findings }) =>
    findings.map(({ what, ok, words }) => [printable(account), printable(what), ok ? 'ok' : 'NOT', printable(words)]),
  );
  const bad = checked.flatMap(({ findings }) => findings.filter(({ ok }) => !ok));
  // The same remedy for everybody is said once.
  const remedies = [...new Set(bad.flatMap(({ remedy }) => remedy ?? []))].map((text) => `To do: ${printable(text)}\n`);
  const sum =
    bad.length === 0
      ? `Everything is in place for ${countOf(checked.length, 'account')}.\n`
      : `${countOf(bad.length, 'thing')} not in place.\n`;
  return [formatTable(['user', 'what', '', 'found'], rows, new Set()), ...remedies, sum].join('');
}

function probeText(assumptions: readonly Assumption[]): string {
  if (assumptions.length === 0) return '';
  const rows = assumptions.map(({ assumption, holds, found, consequence }) => [
    ...[printable(assumption), holds ? 'yes' : 'NO', printable(found)],
    holds ? '' : printable(consequence),
  ]);
  return formatTable(['what is taken to be so', '', 'found', 'so'], rows, new Set());
}
