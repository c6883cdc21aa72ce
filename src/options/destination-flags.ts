/** What the options say of the new side: which destinations, how to sign in at each, what each may be asked. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../core/errors.js';
import { DISK, type InputFiles } from '../core/input-files.js';
import { DESTINATIONS, destinationKind, schemeOf } from '../destinations/index.js';
import type { DestinationKind, OptionSpec } from '../destinations/kind.js';
import type { Destination } from '../transfer/destination.js';
import {
  AUTH_METHODS,
  type AuthMethod,
  type DestinationFlags,
  readLogin,
  readSilence,
  readTrusted,
} from './migrate-flags.js';

/** What stands when nothing is said. */
const OWN_PASSWORDS = ['login'];

/** Takes each value as it is: an address or a path may have commas. */
function each(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}

/** Declares `--to`. */
export function addDestination(command: Command, required: boolean): void {
  const option = new Option(
    '--to <server>',
    `${DESTINATIONS.map(({ form }) => form).join('; ')}; may be given again: each kind of item goes to the first that takes it`,
  );
  command.addOption(option.argParser(each).makeOptionMandatory(required));
}

/** Declares how to sign in there, and what single kinds of destinations may be asked. */
export function addDestinationLogins(command: Command): void {
  command
    .addOption(
      new Option(
        '--to-auth <method>',
        'how to log in at the destination; davs=master is for the one that begins with davs',
      )
        .choices(AUTH_METHODS.to)
        .default(OWN_PASSWORDS, 'login: passwords of the users file')
        .argParser((value: string, before: string[]) => {
          if (!AUTH_METHODS.to.includes(withoutScheme(value) as AuthMethod))
            throw new InvalidArgumentError(`Allowed choices are ${AUTH_METHODS.to.join(', ')}.`);
          return before === OWN_PASSWORDS ? [value] : [...before, value];
        }),
    )
    .option('--to-admin <name>', 'the administrator for admin and master at the destination', each)
    .option(
      '--to-secret-file <file>',
      'password or key for the destination; - reads it from standard input (or set KERIO_EXIT_TO_SECRET)',
      each,
    )
    .option('--to-insecure', 'do not check the certificate of the destination')
    .option('--to-plaintext', 'send everything to the destination unencrypted, passwords too');
  for (const kind of DESTINATIONS) for (const spec of kind.options) addOwn(command, kind, spec);
}

/**
 * An option that an export or several destinations have is one option: it may be told what any of them may be told. What stands when
 * nothing is said is each one's own, and its description says so.
 */
function addOwn(command: Command, kind: DestinationKind, spec: OptionSpec): void {
  const own = ownOption(kind, spec);
  const shared = command.options.find(({ long }) => long === own.long);
  if (shared === undefined) {
    command.addOption(own);
    return;
  }
  shared.description = `${shared.description}; ${own.description}`;
  if (shared.argChoices !== undefined) shared.choices([...new Set([...shared.argChoices, ...(spec.choices ?? [])])]);
}

function ownOption(
  { schemes: [scheme = ''] }: DestinationKind,
  { flags, description, choices, default: usual }: OptionSpec,
): Option {
  const told = usual === undefined ? description : `with --to ${scheme} (${usual} unless told): ${description}`;
  const option = new Option(flags, told);
  return choices === undefined ? option : option.choices(choices);
}

/** The destinations in the order they were given, each once, as they stand in reports. Throws a UserError. */
export function destinationNames(flags: DestinationFlags): string[] {
  const names = flags.to.map((target) => destinationKind(target).name(target, isPlaintext(flags, target)));
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw new UserError(`--to ${twice} stands twice: give it once`);
  return names;
}

/** Makes the destinations ready. Reads secrets. Rejects with a UserError; connects to nobody. */
export async function readDestinations(
  flags: DestinationFlags,
  files: InputFiles = DISK,
): Promise<{ readonly destinations: readonly Destination[]; readonly warnings: readonly string[] }> {
  destinationNames(flags);
  const warnings = new Set<string>();
  const destinations: Destination[] = [];
  for (const target of flags.to) {
    const kind = destinationKind(target);
    const secretFile = valueFor(flags.toSecretFile, kind);
    const admin = valueFor(flags.toAdmin, kind);
    const signIn = {
      method: (valueFor(flags.toAuth, kind) ?? 'login') as AuthMethod,
      masterSeparator: flags.masterSeparator,
      ...(admin === undefined ? {} : { admin }),
      ...(secretFile === undefined ? {} : { secretFile }),
    };
    const plan = readLogin('to', signIn, files);
    for (const warning of plan.warnings) warnings.add(warning);
    const plaintext = isPlaintext(flags, target);
    destinations.push(
      await kind.connect(target, {
        ...{ login: plan.login, plaintext, verifyCertificate: flags.toInsecure !== true },
        ...{ trusted: readTrusted(flags), timeoutMs: readSilence(flags), own: ownValues(kind, flags), files },
      }),
    );
  }
  return { destinations, warnings: [...warnings] };
}

/** Of several destinations it means those whose address leaves a choice. */
function isPlaintext({ to, toPlaintext }: DestinationFlags, target: string): boolean {
  return toPlaintext === true && (to.length === 1 || !schemeOf(target).endsWith('s'));
}

/** The last value for a kind, else the last for all. */
function valueFor(values: readonly string[] | undefined, { schemes }: DestinationKind): string | undefined {
  const named = values?.findLast((value) => schemes.some((scheme) => value.toLowerCase().startsWith(`${scheme}=`)));
  return named === undefined ? values?.findLast((value) => withoutScheme(value) === value) : withoutScheme(named);
}

/** A value without the scheme that says whom it is for. */
function withoutScheme(value: string): string {
  const at = value.indexOf('=');
  const scheme = value.slice(0, Math.max(at, 0)).toLowerCase();
  return DESTINATIONS.some(({ schemes }) => schemes.includes(scheme)) ? value.slice(at + 1) : value;
}

/** Throws a UserError for what only another kind may be told. */
function ownValues(kind: DestinationKind, flags: DestinationFlags): Record<string, string | true | undefined> {
  const given = flags as unknown as Readonly<Record<string, string | true | undefined>>;
  return Object.fromEntries(
    kind.options.map(({ flags: form, choices }) => {
      const option = new Option(form);
      const value = given[option.attributeName()];
      if (choices !== undefined && typeof value === 'string' && !choices.includes(value))
        throw new UserError(
          `${option.long ?? form} ${value} means nothing to --to ${kind.schemes[0] ?? ''}: give ${choices.join(', ')}`,
        );
      return [option.name(), value];
    }),
  );
}
