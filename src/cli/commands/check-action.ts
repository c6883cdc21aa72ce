/** Runs `check`: looks at every account of a destination, and says what to do where something is not in place. */
import { UserError } from '../../core/errors.js';
import { type Checked, checkAccounts } from '../../report/check-accounts.js';
import { concernedText, grouped } from '../../report/grouped.js';
import type { Assumption, Destination, Finding } from '../../transfer/destination.js';
import { selectAccounts } from '../../transfer/plan/users-file.js';
import { readDestinations } from '../../options/destination-flags.js';
import { type DestinationFlags, withoutPublic } from '../../options/migrate-flags.js';
import { countOf, formatTable, printable } from '../output/format.js';
import type { ExitCode, Terminal } from '../terminal.js';
import { readMovers } from '../../options/movers.js';

/** The options as commander gives them. */
export interface CheckFlags extends DestinationFlags {
  users?: string;
  plan?: string;
  select?: string[];
  exclude?: string[];
  probe?: string;
  json?: boolean;
}

/** Runs the command. Throws a UserError for what is wrong with its arguments and files. */
export async function check(flags: CheckFlags, terminal: Terminal): Promise<ExitCode> {
  const isNamed = flags.users !== undefined || flags.plan !== undefined;
  if (!isNamed && flags.probe === undefined)
    throw new UserError(
      'check needs --users or --plan with the accounts to look at, or --probe with a throw-away account',
    );
  const accounts = isNamed
    ? selectAccounts(withoutPublic(readMovers(flags).accounts, flags), flags.select ?? [], flags.exclude ?? [])
    : [];
  const { destinations, warnings } = await readDestinations(flags);
  for (const warning of warnings) terminal.err(`kerio-exit: ${printable(warning)}\n`);
  const checked = await checkAccounts(destinations, accounts);
  const assumptions = flags.probe === undefined ? [] : await probeAll(destinations, flags.probe);
  if (flags.json === true) terminal.out(`${JSON.stringify({ accounts: checked, assumptions }, null, 1)}\n`);
  else terminal.out(checkText(checked) + probeText(assumptions));
  const isFine = checked.every(({ findings }) => findings.every(({ ok }) => ok));
  return isFine && assumptions.every(({ holds }) => holds) ? 0 : 1;
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
  const rows = rowsOf(checked);
  const bad = checked.flatMap(({ findings }) => findings.filter(({ ok }) => !ok));
  // The same remedy for everybody is said once.
  const remedies = [...new Set(bad.flatMap(({ remedy }) => remedy ?? []))].map((text) => `To do: ${printable(text)}\n`);
  const sum =
    bad.length === 0
      ? `Everything is in place for ${countOf(new Set(checked.map(({ account }) => account)).size, 'account')}.\n`
      : `${countOf(bad.length, 'thing')} not in place.\n`;
  return [formatTable(['user', 'what', '', 'found'], rows, new Set()), ...remedies, sum].join('');
}

/** A refused certificate, or a server that is away, is one thing to mend: it is told first, and once for all whom it concerns. */
function rowsOf(checked: readonly Checked[]): string[][] {
  const found = checked.flatMap(({ account, findings }) => findings.map((finding) => ({ account, ...finding })));
  const isRefused = ({ what, ok }: Finding): boolean => what === 'login' && !ok;
  const refused = grouped(found.filter(isRefused).map(({ account, words }) => [account, words] as const));
  return [
    ...refused.map(({ text, concerned }) => [concernedText(concerned), 'login', 'NOT', text]),
    ...found
      .filter((finding) => !isRefused(finding))
      .map(({ account, what, ok, words }) => [account, what, ok ? 'ok' : 'NOT', words]),
  ].map((row) => row.map(printable));
}

function probeText(assumptions: readonly Assumption[]): string {
  if (assumptions.length === 0) return '';
  const rows = assumptions.map(({ assumption, holds, found, consequence }) => [
    ...[printable(assumption), holds ? 'yes' : 'NO', printable(found)],
    holds ? '' : printable(consequence),
  ]);
  return formatTable(['what is taken to be so', '', 'found', 'so'], rows, new Set());
}
