/** What a person answers, as it comes in from the page: each answer is looked at before it is taken. */
import { UserError } from '../../core/errors.js';
import { DESTINATIONS, destinationKind, schemeOf } from '../../destinations/index.js';
import { MAIL_FORMATS, OUTPUT_KINDS, TARGETS } from '../../files/plan/options.js';
import { AUTH_METHODS } from '../../options/migrate-flags.js';
import type { Draft, TargetDraft } from '../api.js';
import { absolutePath } from '../work/folders.js';
import { listOf, oneOf, type Reader, record, refused, text } from './readers.js';
import { NO_CHOICES, readChoices } from './choices.js';

/** Nothing answered. */
export const EMPTY_DRAFT: Draft = {
  ...{ store: '', way: null, renames: [], decisions: {}, out: '', target: 'google', mailFormat: 'mbox', passwords: '' },
  ...{ unlisted: null, kinds: [], archive: null, recoverable: null, targets: [], own: {}, ca: '', insecure: false },
  ...{ plaintext: false, stateDir: '', choices: NO_CHOICES },
};

const READERS: { readonly [Name in Exclude<keyof Draft, 'store'>]: Reader<Draft[Name]> } = {
  way: oneOf([null, 'files', 'google', 'microsoft', 'servers'] as const),
  renames: listOf((value, name) => {
    const [from, to] = listOf(text)(value, name);
    const isDomain = (word: string | undefined): word is string => /^[^=@,\s]+$/.test(word ?? '');
    if (!isDomain(from) || !isDomain(to)) throw refused(name, 'give the old and the new domain');
    return [from, to] as const;
  }),
  decisions: (value, name) =>
    Object.fromEntries(
      Object.entries(record(value, name)).map(([mailbox, target]) => [text(mailbox, name), target_(target, mailbox)]),
    ),
  out: path,
  target: oneOf(TARGETS),
  mailFormat: oneOf(MAIL_FORMATS),
  passwords: (value, name) => (value === '' || value === 'generate' || value === 'none' ? value : path(value, name)),
  unlisted: oneOf([null, 'include', 'exclude'] as const),
  kinds: listOf(oneOf(OUTPUT_KINDS)),
  archive: oneOf([null, 'include', 'exclude'] as const),
  recoverable: oneOf([null, 'include', 'exclude'] as const),
  targets: listOf(targetDraft),
  own: ownOptions,
  ca: path,
  insecure: oneOf([true, false] as const),
  plaintext: oneOf([true, false] as const),
  stateDir: path,
  choices: readChoices,
};

/** The draft with the answers of `change`. Throws a UserError for an answer that means nothing; then none is taken. */
export function withAnswers(draft: Draft, change: unknown): Draft {
  const answers = Object.entries(record(change, 'draft')).map(([name, value]) => {
    const reader = Object.hasOwn(READERS, name)
      ? (READERS[name as keyof typeof READERS] as Reader<unknown>)
      : undefined;
    if (reader === undefined) throw refused(name, 'there is no such answer');
    return [name, reader(value, name)];
  });
  return { ...draft, ...(Object.fromEntries(answers) as Partial<Draft>) };
}

/** The answers that mean something, of a draft that another version of the program may have kept. */
export function understoodAnswers(kept: Readonly<Record<string, unknown>>): Partial<Draft> {
  const understood = Object.entries(kept).flatMap(([name, value]) => {
    try {
      return Object.entries(withAnswers(EMPTY_DRAFT, { [name]: value })).filter(([each]) => each === name);
    } catch {
      return [];
    }
  });
  return Object.fromEntries(understood);
}

function path(value: unknown, name: string): string {
  const given = text(value, name);
  return given === '' ? '' : absolutePath(given);
}

function target_(value: unknown, mailbox: string): string {
  const target = text(value, mailbox).trim();
  if (target === '' || target === '-' || /^[^\s@]+@[^\s@]+$/.test(target)) return target;
  throw new UserError(`${target} is no address: give one, or - for a mailbox that stays behind.`);
}

function targetDraft(value: unknown, name: string): TargetDraft {
  const { address, auth, admin } = record(value, name);
  const target = {
    ...{ address: text(address, name).trim(), auth: text(auth ?? '', name), admin: text(admin ?? '', name).trim() },
  };
  if (target.address !== '')
    destinationKind(target.address).name(target.address, !schemeOf(target.address).endsWith('s'));
  if (target.auth !== '' && !AUTH_METHODS.to.some((method) => method === target.auth))
    throw refused(name, `sign in by one of ${AUTH_METHODS.to.join(', ')}`);
  return target;
}

function ownOptions(value: unknown, name: string): Draft['own'] {
  const specs = DESTINATIONS.flatMap(({ options }) => options);
  return Object.fromEntries(
    Object.entries(record(value, name)).map(([option, given]) => {
      // Several destinations may have an option of one name.
      const own = specs.filter(({ flags }) => flags.split(' ')[0] === `--${option}`);
      const isSwitch = own.some(({ flags }) => !flags.includes(' '));
      const isChoice = own.some(({ choices }) => choices === undefined || choices.some((choice) => choice === given));
      if (!isChoice || (isSwitch ? given !== true : typeof given !== 'string'))
        throw refused(option, 'no destination has such an option');
      return [option, isSwitch ? true : text(given, option)];
    }),
  );
}
