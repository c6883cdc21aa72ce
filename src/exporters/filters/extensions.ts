/** What Sieve servers know: commands, tests and tags, how many arguments they take, and the extension each comes from. */
import { isOldNotify } from './notify.js';
import { type Command, SieveError } from './parse.js';

/** `[extension, fewest, most]` positional arguments; the extension of Sieve itself (RFC 5228) is empty. */
type Shape = readonly [extension: string, fewest: number, most: number];

const commands: Readonly<Record<string, Shape>> = {
  if: ['', 0, 0],
  elsif: ['', 0, 0],
  else: ['', 0, 0],
  stop: ['', 0, 0],
  keep: ['', 0, 0],
  discard: ['', 0, 0],
  redirect: ['', 1, 1],
  require: ['', 1, 1],
  fileinto: ['fileinto', 1, 1],
  reject: ['reject', 1, 1],
  ereject: ['ereject', 1, 1],
  vacation: ['vacation', 1, 1],
  notify: ['enotify', 1, 1],
  setflag: ['imap4flags', 1, 2],
  addflag: ['imap4flags', 1, 2],
  removeflag: ['imap4flags', 1, 2],
  set: ['variables', 2, 2],
  include: ['include', 1, 1],
  return: ['include', 0, 0],
  addheader: ['editheader', 2, 2],
  deleteheader: ['editheader', 1, 2],
};

const tests: Readonly<Record<string, Shape>> = {
  address: ['', 2, 2],
  allof: ['', 0, 0],
  anyof: ['', 0, 0],
  exists: ['', 1, 1],
  false: ['', 0, 0],
  header: ['', 2, 2],
  not: ['', 0, 0],
  size: ['', 0, 0],
  true: ['', 0, 0],
  envelope: ['envelope', 2, 2],
  body: ['body', 1, 1],
  hasflag: ['imap4flags', 1, 2],
  date: ['date', 3, 3],
  currentdate: ['date', 2, 2],
  string: ['variables', 2, 2],
  environment: ['environment', 2, 2],
  spamtest: ['spamtest', 1, 1],
  virustest: ['virustest', 1, 1],
  mailboxexists: ['mailbox', 1, 1],
  duplicate: ['duplicate', 0, 0],
};

/** Tags by extension, and whether a value stands behind them. */
const tags: Readonly<Record<string, readonly [extension: string, hasValue: boolean]>> = {
  ...tagged('', false, ':is :contains :matches :all :localpart :domain :mime :raw :text :originalzone :fixed'),
  ...tagged(
    '',
    true,
    ':comparator :over :under :days :subject :from :addresses :handle :content :zone :message :importance',
  ),
  ...tagged('', true, ':method :options :header :uniqueid'),
  ...tagged('variables', false, ':lower :upper :lowerfirst :upperfirst :quotewildcard :length'),
  ...tagged('include', false, ':personal :global :once :optional'),
  ...tagged('relational', true, ':count :value'),
  ...tagged('imap4flags', true, ':flags'),
  ...tagged('subaddress', false, ':user :detail'),
  ...tagged('vacation-seconds', true, ':seconds'),
  ...tagged('index', true, ':index'),
  ...tagged('index', false, ':last'),
  ...tagged('copy', false, ':copy'),
  ...tagged('mailbox', false, ':create'),
  ...tagged('regex', false, ':regex'),
};

function tagged(extension: string, hasValue: boolean, names: string): Record<string, readonly [string, boolean]> {
  return Object.fromEntries(names.split(' ').map((name) => [name, [extension, hasValue]]));
}

/**
 * The extensions that a command and everything in it need. Throws SieveError where it is no command that a server would take:
 * unknown, or with arguments of another number.
 */
export function extensionsOf(command: Command): Set<string> {
  const found = new Set<string>();
  collect(command, commands, found);
  return found;
}

/** Extensions that servers do not have, or only where somebody switched them on; a script that asks for one is refused whole. */
const RARE: ReadonlySet<string> = new Set('editheader ereject include spamtest vacation-seconds virustest'.split(' '));

/** Why a server would not take a rule that needs these extensions; null when it would. */
export function missingAtServers(extensions: ReadonlySet<string>): string | null {
  const rare = [...extensions].filter(
    (name) => RARE.has(name) || (name.startsWith('comparator-') && name !== 'comparator-i;ascii-numeric'),
  );
  return rare.length === 0 ? null : `it needs ${rare.join(', ')}, which few servers have`;
}

function collect(command: Command, known: Readonly<Record<string, Shape>>, found: Set<string>): void {
  const { name } = command;
  const shape = Object.hasOwn(known, name) ? known[name] : undefined;
  if (shape === undefined) throw new SieveError(`${name} is nothing that other servers know`);
  const [extension, fewest, most] = shape;
  const { needed, positional } = readTags(command);
  if (!isOldNotify(command) && (positional < fewest || positional > most))
    throw new SieveError(`${name} has ${positional} arguments`);
  for (const tag of needed) found.add(tag);
  if (extension !== '') found.add(extension);
  checkTests(command);
  for (const test of command.tests) collect(test, tests, found);
  for (const inner of command.block ?? []) collect(inner, commands, found);
}

/** The extensions of a command's tags, and how many arguments belong to no tag. */
function readTags({ name, args }: Command): { readonly needed: Set<string>; readonly positional: number } {
  const needed = new Set<string>();
  let positional = args.filter(({ type }) => type !== 'tag').length;
  args.forEach(({ type, values: [value = ''] }, index) => {
    if (type !== 'tag') return;
    const tag = Object.hasOwn(tags, value) ? tags[value] : undefined;
    const priority = name === 'notify' && /^:(?:low|normal|high)$/.test(value);
    if (tag === undefined && !priority) throw new SieveError(`${value} is nothing that other servers know`);
    if (tag?.[1] === true) positional -= 1;
    if (tag !== undefined && tag[0] !== '') needed.add(tag[0]);
    const comparator = value === ':comparator' ? (args[index + 1]?.values[0] ?? '') : 'i;octet';
    if (!/^i;(?:octet|ascii-casemap)$/.test(comparator)) needed.add(`comparator-${comparator}`);
  });
  return { needed, positional };
}

function checkTests({ name, tests: inner }: Command): void {
  const many = name === 'allof' || name === 'anyof';
  const one = name === 'not' || name === 'if' || name === 'elsif';
  const fits = many ? inner.length > 0 : inner.length === (one ? 1 : 0);
  if (!fits) throw new SieveError(`${name} has ${inner.length} tests`);
}
