/** An export on its way to a destination: what every guide asks of report and output. */
import { moveTargets, STAYS_BEHIND } from '../../users-cfg/move-plan.js';
import { pathInWsl, type Shell, shellOf } from '../../naming/shells.js';
import type { ExportOptions } from '../../files/plan/options.js';
import { type EstimateFor, estimates, licencesText, timeText } from '../estimate.js';
import type { Step } from '../guide.js';
import { loadOf } from '../loads.js';
import type { Report } from '../model.js';
import { countOf, formatCount } from '../numbers.js';
import { exportCommand } from './export-command.js';
import type { OutputFacts, OutputFile } from './facts.js';

/** More files than these are not listed one by one. */
const LISTED = 12;

/** Trees of everybody: somebody has to say who gets them. */
const SHARED = /^_(?:public|archive|resources)@/;

export class GuideInput {
  readonly report: Report;
  readonly facts: OutputFacts;
  /** What the commands are for. */
  readonly shell: Shell;

  constructor(report: Report, facts: OutputFacts, shell: Shell) {
    this.report = report;
    this.facts = facts;
    this.shell = shell;
  }

  /** A path in the output, as a word of a command. */
  path(relative: string): string {
    return this.shell.path(this.plainPath(relative));
  }

  /** The same without quotes. */
  plainPath(relative: string): string {
    return this.facts.out === '.' ? relative : `${this.facts.out}/${relative}`;
  }

  /** The output itself, as a word of a command. */
  get out(): string {
    return this.shell.path(this.facts.out);
  }

  /** A folder beside the output, without quotes. */
  beside(suffix: string): string {
    return this.facts.out === '.' ? `../${suffix}` : `${this.facts.out}-${suffix}`;
  }

  /**
   * The export of this very output; `changes` make it another one, at `out`. What was said of accounts is not in the report:
   * made-up passwords and renamed domains show in the files.
   */
  exportCommand(changes: Partial<ExportOptions> = {}, out: string = this.facts.out): string {
    const options = { ...this.report.options, ...changes };
    const renames = [...this.facts.renames].map(([from, to]) => ` --domain ${this.shell.word(`${from}=${to}`)}`);
    const accounts = options.only.includes('accounts') ? renames.join('') : '';
    return exportCommand(this.report.source, out, options, this.shell) + accounts;
  }

  /** Account files of that name, parts included, as they are there. */
  accountFiles(name: string): readonly string[] {
    const ending = /\.\w+$/.exec(name)?.[0] ?? '';
    const stem = name.slice(0, name.length - ending.length);
    const isIt = (path: string): boolean =>
      path.startsWith(stem) && path.endsWith(ending) && /^(?:\.\d+)?$/.test(path.slice(stem.length, -ending.length));
    const byPart = ({ path }: OutputFile): number => Number(/\.(\d+)\.\w+$/.exec(path)?.[1] ?? 0);
    return this.facts.accounts
      .filter(({ path }) => (ending === '' ? path === name : isIt(path)))
      .sort((a, b) => byPart(a) - byPart(b))
      .map(({ path }) => path);
  }

  rows(name: string): number {
    return this.accountFiles(name).reduce((sum, path) => sum + (this.facts.rows.get(path) ?? 0), 0);
  }

  /** The users' own mailboxes below `mail/`, and the shared trees. */
  get ownMailboxes(): readonly string[] {
    return this.facts.mailboxes.filter((name) => !SHARED.test(name));
  }

  /** A mailbox for examples: one that has an account to go to. */
  get example(): string | undefined {
    const { plan } = this.report.options;
    // An export without mail, or as PST files, has nothing below `mail/`.
    const users = this.report.mailboxes.filter(({ type, gone }) => type === 'user' && !gone);
    const names = this.ownMailboxes.length > 0 ? this.ownMailboxes : users.map(({ address }) => address);
    return names.find((name) =>
      plan === null
        ? !this.facts.unlisted.has(this.#addressOf(name))
        : ![null, STAYS_BEHIND].includes(this.plannedAddress(name)),
    );
  }

  /** The address, in lower case, of the mailbox of a name below `mail/`. */
  #addressOf(name: string): string {
    const mailbox = this.report.mailboxes.find(({ ledger }) => ledger === `ledger/${name}.jsonl`);
    return (mailbox?.address ?? name).toLowerCase();
  }

  /** What is said of mailboxes that migrate would leave behind; nothing when each is in a line of its users file. */
  usersFileNotes(): string[] {
    const { inLine } = this.facts;
    // A plan is asked instead.
    if (inLine === null || this.report.options.plan !== null) return [];
    const missing = this.report.mailboxes.filter(
      ({ address, totals, gone }) => !gone && totals.found > 0 && !inLine.has(address.toLowerCase()),
    );
    const archives = this.report.notIncluded.filter(({ what }) => what === 'archive');
    const names = [...missing, ...archives].map(({ address }) => address);
    if (names.length === 0) return [];
    const rest = names.length > LISTED ? ` and ${formatCount(names.length - LISTED)} more` : '';
    return [
      `In no line of migrate.csv that counts: ${names.slice(0, LISTED).join(', ')}${rest}. The file has them commented out, each with its question. Until a line says where it goes, or by the target - that it stays behind, migrate leaves ${names.length === 1 ? 'it' : 'them'} and ends with 1.`,
    ];
  }

  get sharedMailboxes(): readonly string[] {
    return this.facts.mailboxes.filter((name) => SHARED.test(name));
  }

  /** What the export was made from, as a word of a command. */
  get source(): string {
    return this.shell.path(this.report.source);
  }

  /** How long a step takes, by the words it begins with; null where there is nothing of it. */
  time(destination: EstimateFor, step: string): string | null {
    const load = loadOf(this.report.mailboxes.filter(({ gone }) => !gone).map(({ totals }) => totals));
    const found = estimates(destination, load).filter((estimate) => estimate.step.startsWith(step));
    if (load.items === 0 || found.length === 0) return null;
    return found.map(({ seconds, basis }) => `${timeText(seconds)}: ${basis}.`).join(' ');
  }

  /** Licences that the destination sells for these accounts; null where it sells none, or nobody knows the accounts. */
  licences(destination: 'google' | 'microsoft'): string[] {
    const file = destination === 'google' ? 'accounts/google/users.csv' : 'accounts/microsoft/users.csv';
    const people = this.rows(file);
    const shared =
      destination === 'microsoft' ? this.rows('accounts/microsoft/shared-mailboxes.csv') : this.sharedMailboxes.length;
    const text = people === 0 ? null : licencesText(destination, people, shared);
    return text === null ? [] : [`${text}.`];
  }

  /** Where the plan says that a mailbox below `mail/` goes, `-` for nowhere; null where it says nothing, or there is none. */
  plannedAddress(name: string): string | null {
    const { plan } = this.report.options;
    return plan === null ? null : (moveTargets(plan).get(this.#addressOf(name)) ?? null);
  }

  /** Who moves, as options of `migrate`. `passwords`: each account has one of its own, which only the users file tells. */
  whoMoves(passwords: boolean): string {
    const { plan } = this.report.options;
    const [users = 'accounts/imap/migrate.csv'] = this.accountFiles('accounts/imap/migrate.csv');
    const options = [
      ...(plan === null ? [] : [`--plan ${this.shell.path(plan.file)}`]),
      ...(plan === null || passwords ? [`--users ${this.path(users)}`] : []),
    ];
    return options.join(' ');
  }

  /** The address that a mailbox below `mail/` has at the destination. */
  newAddress(name: string): string {
    const planned = this.plannedAddress(name);
    return planned === null || planned === STAYS_BEHIND ? this.#renamed(name) : planned;
  }

  #renamed(name: string): string {
    const at = name.lastIndexOf('@');
    const domain = this.facts.renames.get(name.slice(at + 1).toLowerCase());
    return domain === undefined ? name : `${name.slice(0, at)}@${domain}`;
  }

  /** A domain of the export, for examples. */
  get domain(): string {
    // Where no mail was asked for, the report still says whose it is.
    const other = this.report.mailboxes.find(({ type }) => type === 'user')?.address;
    const name = this.example ?? this.ownMailboxes[0] ?? this.facts.mailboxes[0] ?? other ?? 'company.com';
    const domain = name.slice(name.lastIndexOf('@') + 1);
    return this.facts.renames.get(domain.toLowerCase()) ?? domain;
  }

  /** How many mails are larger than that: one of the ends of `SIZE_CLASSES`. */
  mailOver(bytes: number): number {
    const isOver = (end: string): boolean => end === 'more' || Number(end) > bytes;
    return Object.entries(this.report.totals.sizes)
      .filter(([end]) => isOver(end))
      .reduce((sum, [, count]) => sum + count, 0);
  }

  /** A limit of message size, where it bites. */
  sizeLimit(bytes: number, limit: string): string[] {
    const over = this.mailOver(bytes);
    if (over === 0) return [];
    return [`${countOf(over, 'message')} ${over === 1 ? 'is' : 'are'} larger than ${bytes / 1e6} MB: ${limit}`];
  }

  /** Files one by one, or the command that lists them all where there are many. */
  list(files: readonly OutputFile[], ending: string): string[] {
    const chosen = files.filter(({ path }) => path.endsWith(ending));
    if (chosen.length <= LISTED) return chosen.map(({ path }) => this.path(path));
    const [folder = ''] = (chosen[0]?.path ?? '').split('/');
    return [this.shell.find(this.plainPath(folder), ending)];
  }

  /**
   * A loop over the users' mailboxes below `mail`: `body` is told how their folder and their address at the destination are used
   * in it. Shared trees are left out.
   */
  loop(body: (dir: string, user: string) => string, mail: string = this.plainPath('mail'), shell = this.shell): string {
    const moved = new Map<string, string | null>();
    for (const name of this.ownMailboxes) {
      const target = this.plannedAddress(name);
      if (target !== null && target !== this.#renamed(name)) moved.set(name, target === STAYS_BEHIND ? null : target);
    }
    return shell.eachMailbox(mail, this.facts.renames, body, moved);
  }

  /**
   * An export as Maildir, and what has to be said of it: Windows has no names for its files, so that there it is a command for
   * the Linux in it.
   */
  maildirExport(
    changes: Partial<ExportOptions>,
    suffix: string,
  ): { readonly command: string; readonly text: string[] } {
    const options = { ...changes, mailFormat: 'maildir' } as const;
    if (this.shell.name === 'posix') return { command: this.exportCommand(options, this.beside(suffix)), text: [] };
    const posix = new GuideInput(
      { ...this.report, source: pathInWsl(this.report.source) },
      this.facts,
      shellOf('posix'),
    );
    return {
      command: posix.exportCommand(options, `kerio-exit-${suffix}`),
      text: [
        'Windows has no names for the files of a Maildir: the command is for Linux, be it another machine or the one in Windows (WSL, into a folder of its own disk).',
      ],
    };
  }
}

/** A step without what it has not. */
export function step(title: string, parts: Partial<Omit<Step, 'title'>>): Step {
  return {
    title,
    text: parts.text ?? [],
    commands: parts.commands ?? [],
    limits: parts.limits ?? [],
    time: parts.time ?? null,
  };
}
