/** What a person answered as flags of the commands: read into requests by the same code, and shown as command lines. */
import { destinationKind, schemeOf } from '../../destinations/index.js';
import { OUTPUT_KINDS } from '../../files/plan/options.js';
import type { MigrateFlags } from '../../options/migrate-flags.js';
import type { RequestFlags } from '../../options/export-request.js';
import type { PlanDestination } from '../../report/plan/lines.js';
import type { Draft, StepName, TargetDraft } from '../api.js';
import type { Leg } from '../work/messages.js';
import { exportChoices, folderFlags, migrateChoices, NO_CHOICES } from './choices.js';
import { type CommandFlags, lineOf } from './command-line.js';

/** What flags hold when nothing is said. */
export const EXPORT_USUAL = { target: 'google', mailFormat: 'mbox', pstSize: '10GB', attendees: 'keep' } as const;
export const MIGRATE_USUAL = {
  ...{ fromAuth: 'login', toAuth: ['login'], masterSeparator: '*', timeout: '300', connections: '1/4' },
} as const;
const VERIFY_USUAL = { show: '20' } as const;
const PLAN_USUAL = { out: 'plan.csv', csvSeparator: ',' } as const;

/** What flags call what is held in memory, unless it was saved under another name. */
export const HELD = { plan: 'plan.csv', users: 'users.csv', googleKey: 'google-key.json' } as const;

/** How a draft and what is beside it are read. */
export interface Asked {
  readonly draft: Draft;
  readonly planFile: string;
  /** Null where no users file was given. */
  readonly usersFile: string | null;
}

/** What goes to Microsoft as files; mail goes to the server. */
const MICROSOFT_FILES = ['contacts', 'calendars', 'tasks', 'notes', 'filters', 'accounts'];
const MIGRATED = ['mail', 'contacts', 'calendars', 'tasks', 'notes', 'filters'];

/** Where the plan leads. */
export function planDestination({ way, target, mailFormat }: Draft): PlanDestination {
  if (way === 'google' || way === 'microsoft') return way;
  if (way === 'files')
    return target === 'google' || target === 'microsoft' ? target : mailFormat === 'maildir' ? 'dovecot' : 'imap';
  return 'imap';
}

/** Shared trees that one answer leaves behind as a whole: nobody has to decide on each of them. */
export function treesLeftOut({ way, own, archive }: Draft): readonly ('public' | 'archive')[] {
  return [
    ...(way === 'google' && own['public'] === 'skip' ? (['public'] as const) : []),
    ...(archive === 'exclude' ? (['archive'] as const) : []),
  ];
}

/** The commands of the move, in their order. */
export function legsOf(asked: Asked): Leg[] {
  const { way, kinds } = asked.draft;
  if (way === null) return [];
  const files: Leg = { command: 'export', flags: exportFlags(asked) };
  const servers: Leg = { command: 'migrate', flags: migrateFlags(asked) };
  if (way === 'files') return [files];
  if (way !== 'microsoft') return [servers];
  // Files are imported; mail follows when the accounts are there and somebody has named the server.
  const hasMail = kinds.length === 0 || kinds.includes('mail');
  return [
    ...(files.flags.only?.length === 0 ? [] : [files]),
    ...(hasMail && servers.flags.to.length > 0 ? [servers] : []),
  ];
}

/** The destinations; Google is one by itself. */
export function targetsOf({ way, targets }: Draft): readonly TargetDraft[] {
  const given = targets.filter(({ address }) => address !== '');
  return way === 'google' && given.length === 0 ? [{ address: 'google', auth: '', admin: '' }] : given;
}

/** What a secret of a destination is called by flags. */
export function secretFile(address: string): string {
  return isGoogle(address) ? HELD.googleKey : `${schemeOf(address)}-password.txt`;
}

export function isGoogle(address: string): boolean {
  return schemeOf(address) === 'google';
}

function exportFlags({ draft, planFile }: Asked): RequestFlags {
  const isMicrosoft = draft.way === 'microsoft';
  const chosen = draft.kinds.length === 0 ? OUTPUT_KINDS : draft.kinds;
  const only = isMicrosoft ? chosen.filter((kind) => MICROSOFT_FILES.includes(kind)) : chosen;
  const include = (['archive', 'recoverable'] as const).filter((tree) => draft[tree] === 'include');
  return {
    out: draft.out,
    target: (isMicrosoft ? 'microsoft' : draft.target) as RequestFlags['target'],
    mailFormat: (isMicrosoft ? 'mbox' : draft.mailFormat) as RequestFlags['mailFormat'],
    pstSize: EXPORT_USUAL.pstSize,
    attendees: draft.own['attendees'] === 'strip' ? 'strip' : 'keep',
    ...(only.length === OUTPUT_KINDS.length ? {} : { only: [...only] }),
    ...(draft.renames.length === 0 ? {} : { domain: renamesOf(draft) }),
    plan: planFile,
    // Mail to Microsoft is not among the files.
    ...(isMicrosoft ? folderFlags(draft.choices) : exportChoices(draft.choices)),
    ...(include.length === 0 ? {} : { include }),
    ...excludedTrees(draft),
    ...(draft.unlisted === null ? {} : { [`${draft.unlisted}Unlisted`]: true }),
    ...(draft.passwords === '' ? {} : { passwords: draft.passwords }),
  };
}

function renamesOf({ renames }: Draft): string[] {
  return renames.map(([from, to]) => `${from}=${to}`);
}

function excludedTrees({ archive, recoverable }: Draft): { excludeArchive?: true; excludeRecoverable?: true } {
  return {
    ...(archive === 'exclude' ? { excludeArchive: true } : {}),
    ...(recoverable === 'exclude' ? { excludeRecoverable: true } : {}),
  };
}

function migrateFlags(asked: Asked): MigrateFlags {
  const { draft, planFile } = asked;
  const chosen = draft.kinds.filter((kind) => MIGRATED.includes(kind));
  const only = draft.way === 'microsoft' ? ['mail'] : chosen;
  return {
    from: draft.store,
    ...destinationFlags(asked),
    plan: planFile,
    ...(draft.kinds.length === 0 && draft.way !== 'microsoft'
      ? {}
      : only.length === MIGRATED.length
        ? {}
        : { only: [...only] }),
    ...(draft.recoverable === 'include' ? { include: ['recoverable'] } : {}),
    ...excludedTrees(draft),
    ...migrateChoices(draft.choices),
    fromAuth: 'login',
    connections: MIGRATE_USUAL.connections,
    ...(draft.stateDir === '' ? {} : { stateDir: draft.stateDir }),
  };
}

/** What `migrate` and `check` have in common. */
function destinationFlags({ draft, usersFile }: Asked) {
  const targets = targetsOf(draft);
  // Of several destinations each value says whom it is for.
  const valueFor = ({ address }: TargetDraft, value: string): string =>
    targets.length === 1 ? value : `${schemeOf(address)}=${value}`;
  const signed = targets.filter(({ address, auth }) => !isGoogle(address) && auth !== '' && auth !== 'login');
  const admins = targets.filter(({ address, admin }) => !isGoogle(address) && admin !== '');
  const google = targets.some(({ address }) => isGoogle(address));
  return {
    to: targets.map(({ address }) => address),
    toAuth: signed.length === 0 ? [...MIGRATE_USUAL.toAuth] : signed.map((each) => valueFor(each, each.auth)),
    ...(admins.length === 0 ? {} : { toAdmin: admins.map((each) => valueFor(each, each.admin)) }),
    ...(signed.length === 0 ? {} : { toSecretFile: signed.map((each) => valueFor(each, secretFile(each.address))) }),
    ...(draft.insecure ? { toInsecure: true } : {}),
    ...(draft.plaintext ? { toPlaintext: true } : {}),
    ...(google ? { googleKey: HELD.googleKey, ...googleAdmin(targets) } : {}),
    ...ownFlags(draft, targets),
    ...(usersFile === null ? {} : { users: usersFile }),
    masterSeparator: MIGRATE_USUAL.masterSeparator,
    ...(draft.ca === '' ? {} : { ca: draft.ca }),
    timeout: MIGRATE_USUAL.timeout,
  };
}

function googleAdmin(targets: readonly TargetDraft[]): { googleAdmin?: string } {
  const admin = targets.find(({ address }) => isGoogle(address))?.admin ?? '';
  return admin === '' ? {} : { googleAdmin: admin };
}

/** What was said to one kind of destination is not said to another that somebody chose after it. */
function ownFlags({ own }: Draft, targets: readonly TargetDraft[]): object {
  const specs = targets.flatMap(({ address }) => destinationKind(address).options);
  return Object.fromEntries(
    Object.entries(own)
      .filter(([name]) => specs.some(({ flags }) => flags.split(' ')[0] === `--${name}`))
      .map(([name, value]) => [name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase()), value]),
  );
}

/** The commands that do what a step does; none where a step has none. */
export function commandsOf(asked: Asked): Readonly<Record<StepName, readonly CommandFlags[]>> {
  const { draft } = asked;
  const legs = draft.store === '' ? [] : legsOf(asked).filter(isWhole);
  const migrate = legs.find((leg) => leg.command === 'migrate');
  const inspect = draft.store === '' ? [] : [{ command: 'inspect', operand: draft.store, flags: {}, usual: {} }];
  return {
    store: inspect,
    contents: inspect,
    who:
      draft.store === '' ? [] : [{ command: 'plan', operand: draft.store, flags: planFlags(asked), usual: PLAN_USUAL }],
    where:
      migrate === undefined ? [] : [{ command: 'check', operand: '', flags: checkFlags(asked), usual: MIGRATE_USUAL }],
    plan: legs.map((leg) => commandOf(leg, draft, { dryRun: true })),
    run: legs.map((leg) => commandOf(leg, draft, {})),
    proof: legs.map((leg) =>
      leg.command === 'export'
        ? { command: 'verify', operand: leg.flags.out, flags: VERIFY_USUAL, usual: VERIFY_USUAL }
        : commandOf(leg, draft, { verify: true }),
    ),
  };
}

/** What a command cannot do without has been answered. */
function isWhole(leg: Leg): boolean {
  return leg.command === 'export' ? leg.flags.out !== '' : leg.flags.to.length > 0;
}

function planFlags({ draft, planFile }: Asked): CommandFlags['flags'] {
  return {
    ...{ for: planDestination(draft), out: planFile, csvSeparator: PLAN_USUAL.csvSeparator },
    ...(draft.renames.length === 0 ? {} : { domain: renamesOf(draft) }),
  };
}

function checkFlags(asked: Asked): CommandFlags['flags'] {
  return { ...destinationFlags(asked), plan: asked.planFile };
}

function commandOf(leg: Leg, { store }: Draft, more: { dryRun?: true; verify?: true }): CommandFlags {
  return leg.command === 'export'
    ? { command: 'export', operand: store, flags: { ...leg.flags, ...more }, usual: EXPORT_USUAL }
    : {
        command: 'migrate',
        operand: '',
        flags: { ...leg.flags, ...more },
        usual: MIGRATE_USUAL,
      };
}

/** What makes the accounts at Google; null where they are not made so. */
export function accountsLeg(asked: Asked): Leg | null {
  const { draft } = asked;
  if (draft.way !== 'google' || draft.store === '') return null;
  const flags = migrateFlags({
    ...asked,
    draft: { ...draft, kinds: [], archive: null, recoverable: null, choices: NO_CHOICES },
  });
  return { command: 'migrate', flags: { ...flags, only: ['accounts'] } };
}

/** What shows which of them would be made. */
export function accountsCommand(asked: Asked): CommandFlags | null {
  const leg = accountsLeg(asked);
  return leg === null ? null : commandOf(leg, asked.draft, { dryRun: true });
}

/** The command lines that do what each step does; several are divided by line ends. */
export function commandLines(asked: Asked): Readonly<Record<StepName, string>> {
  const steps = Object.entries(commandsOf(asked)).map(([step, commands]) => [step, commands.map(lineOf).join('\n')]);
  return Object.fromEntries(steps) as Record<StepName, string>;
}
