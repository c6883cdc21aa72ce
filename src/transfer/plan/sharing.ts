/** Rights on folders, as the engine hands them to a destination: in addresses of the new side, with the place of the folder. */
import { type Grant, grantsOf, grantsText } from '../../exporters/accounts/sharing/grants.js';
import { Grantees } from '../../exporters/accounts/sharing/grantees.js';
import { planAccounts } from '../../exporters/accounts/plan.js';
import type { Person, Plan } from '../../exporters/accounts/plan-types.js';
import { domainOf, domainRename } from '../../exporters/accounts/rename.js';
import { type Accounts, addressKey } from '../../users-cfg/account-types.js';
import type { Place, SharedPlace } from '../destination.js';
import type { MailSource, SourceFolder, SourceMailbox } from '../source.js';
import { type Moves, withDomains } from './colleagues.js';

/** Everybody who moves, under his new address, as a plan of accounts: nobody else, and all groups. */
export function movedPlan(accounts: Accounts, movers: readonly Moves[]): Plan {
  const plan = planAccounts(accounts, {
    passwords: { kind: 'none' },
    renames: renamesOf(movers),
    includeUnlisted: true,
  });
  const targets = new Map(movers.map(({ source, target }) => [addressKey(source), target]));
  const people = plan.people.flatMap((person): Person[] => {
    const target = targets.get(addressKey(person.source));
    return target === undefined ? [] : [{ ...person, address: target }];
  });
  return { ...plan, people };
}

function renamesOf(movers: readonly Moves[]): ReadonlyMap<string, string> {
  return new Map(movers.map(({ source, target }) => [domainOf(source).toLowerCase(), domainOf(target)]));
}

/** Whom the rights of a source mean. Only who moves gets any; groups are known where the source knows its accounts. */
export function granteesOf(source: MailSource, movers: readonly Moves[]): Grantees {
  const whole = withDomains(source, movers);
  const accounts = source.accounts?.() ?? null;
  const plan = accounts === null ? NOBODY : movedPlan(accounts, whole);
  const grantees = new Grantees(plan, accounts ?? { domains: [] }, domainRename(renamesOf(whole)));
  for (const { source: old, target } of whole) grantees.know(old, target);
  return grantees;
}

const NOBODY: Pick<Plan, 'people' | 'groups' | 'open'> = { people: [], groups: [], open: [] };

/** The folders of a mailbox that somebody else may use. */
export function sharedPlaces(
  { isPublic = false }: SourceMailbox,
  folders: readonly { readonly folder: SourceFolder; readonly place: Place | null }[],
  grantees: () => Grantees,
  target: string,
): readonly SharedPlace[] {
  return folders.flatMap(({ folder, place }): SharedPlace[] => {
    const rights = folder.rights ?? [];
    const { grants, strangers } = rights.length === 0 ? NOTHING : grantsOf(rights, grantees(), target);
    const isUsual = isPublic && rights.length === 0;
    if (grants.length + strangers.length === 0 && !isUsual) return [];
    const everybody: Grant = { who: { kind: 'everybody', address: '', nameless: false }, level: 'read', rights: 'lr' };
    return [
      {
        folder,
        place,
        isUsual,
        grants: isUsual ? [everybody] : grants,
        strangers: strangers.map(({ subject }) => subject),
      },
    ];
  });
}

const NOTHING: ReturnType<typeof grantsOf> = { grants: [], strangers: [] };

/** What is said of an account whose rights no destination of the run sets; null where there are none. */
export function unsharedNote(shared: readonly SharedPlace[]): string | null {
  const said = shared.filter(({ isUsual }) => !isUsual);
  const [first] = said;
  if (first === undefined) return null;
  const more = said.length === 1 ? '' : `, and ${said.length - 1} more`;
  return `others have rights on ${first.folder.path.join('/')} (${grantsText(first.grants)}${strangersText(first)})${more}: nothing is shared at the new side (--sharing does it for calendars at Google; accounts/ of an export has files for the rest)`;
}

function strangersText({ strangers, grants }: SharedPlace): string {
  return strangers.length === 0
    ? ''
    : `${grants.length === 0 ? '' : ', '}${strangers.slice(0, 3).join(', ')} without an account`;
}
