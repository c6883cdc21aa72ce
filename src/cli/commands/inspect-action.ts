/** Runs `inspect`. */
import { type Dialect, inspectStore, type Inspection, type MailboxInspection } from '../../files/inspect.js';
import { UserError } from '../../core/errors.js';
import { readConfigFile } from '../../users-cfg/config-file.js';
import { type VariableName, variableNames } from '../../users-cfg/variable-names.js';
import { openStore, type Store } from '../../store/open.js';
import { displayPath } from '../../core/escaped-path.js';
import { makeCounter } from '../output/counter.js';
import { countOf, formatBytes, formatCount, formatTable, printable } from '../output/format.js';
import { inspectionProblems } from '../../report/inspection-problems.js';
import { inspectionPage } from '../../report/html/inspection-page.js';
import { writePage } from '../../report/write-page.js';
import { subjectText } from '../../report/sharing.js';
import { refuseInside } from '../../core/inside.js';
import { mailboxTable, numbersFrom, SUM_COLUMNS, sumCells } from '../output/mailbox-table.js';
import type { ExitCode, Terminal } from '../terminal.js';

/** The options as commander gives them. */
export interface InspectFlags {
  folders?: boolean;
  formats?: boolean;
  json?: boolean;
  html?: string;
}

/** Runs the command. Throws a UserError for what is no store. */
export function inspect(path: string, flags: InspectFlags, terminal: Terminal): ExitCode {
  const store = openStore(path, { archive: true, recoverable: true });
  if (flags.html !== undefined) refuseInside(flags.html, path, '--html');
  const counter = makeCounter(terminal, flags.json === true);
  const inspection = inspectStore(store, (items) => counter.add(items));
  counter.stop();
  if (flags.json === true) terminal.out(`${JSON.stringify(toJson(store, inspection), null, 1)}\n`);
  else print(store, inspection, flags, terminal);
  if (flags.html !== undefined) writeHtml(flags.html, store, inspection);
  return 0;
}

function writeHtml(file: string, store: Store, inspection: Inspection): void {
  const { usersCfg, problems } = store;
  const source = displayPath(store.root);
  writePage(file, inspectionPage({ source, usersCfg, inspection, problems }));
}

function print(store: Store, inspection: Inspection, flags: InspectFlags, terminal: Terminal): void {
  terminal.out(`${displayPath(store.root)} (${store.level}): ${countOf(inspection.mailboxes.length, 'mailbox')}, `);
  terminal.out(`${countOf(inspection.sums.found, 'item')}, ${formatBytes(inspection.sums.bytes)}\n`);
  terminal.out(
    `users.cfg: ${store.usersCfg ?? 'not found'}; mailserver.cfg: ${store.mailserverCfg ?? 'not found'}\n\n`,
  );
  terminal.out(mailboxTable(inspection.mailboxes, terminal));
  if (flags.folders === true)
    for (const mailbox of inspection.mailboxes) terminal.out(`\n${folderTable(mailbox)}${sharingTable(mailbox)}`);
  terminal.out(sharingLine(inspection, flags.folders === true));
  const problems = inspectionProblems(store, inspection);
  if (problems.length > 0) terminal.out(`\n${problems.map((line) => `${printable(line)}\n`).join('')}`);
  if (flags.formats === true) terminal.out(`\n${formatLines(inspection.dialect)}${variableLines(store)}`);
}

function folderTable({ mailbox, folders }: MailboxInspection): string {
  const rows = folders.map((folder) => [
    printable(folder.path.join('/')),
    `${folder.kind} (${folder.kindFrom})`,
    ...sumCells(folder.sums),
  ]);
  return formatTable([printable(mailbox.address), 'kind', ...SUM_COLUMNS], rows, numbersFrom(2));
}

/** Who else may do what with folders of a mailbox; nothing where nobody may. */
function sharingTable({ mailbox, folders }: MailboxInspection): string {
  const rows = folders.flatMap(({ path, rights }) =>
    rights.map((right) => [
      printable(path.join('/')),
      printable(subjectText(right)),
      right.level,
      printable(right.rights),
      right.from === 'tree' ? 'acl.fld of the tree' : right.from,
    ]),
  );
  if (rows.length === 0) return '';
  return `\n${formatTable([`shared by ${printable(mailbox.address)}`, 'with', 'may', 'rights', 'read in'], rows, new Set())}`;
}

function sharingLine({ mailboxes }: Inspection, told: boolean): string {
  const shared = mailboxes.flatMap(({ folders }) => folders.filter(({ rights }) => rights.length > 0));
  if (shared.length === 0) return '';
  const rights = shared.reduce((sum, folder) => sum + folder.rights.length, 0);
  const where = told ? '' : ' (--folders lists them)';
  return `\nshared: ${countOf(shared.length, 'folder')}, ${countOf(rights, 'right')}${where}\n`;
}

function formatLines(dialect: Dialect): string {
  const line = (title: string, table: Readonly<Record<string, number>>): string =>
    `${title}: ${Object.entries(table)
      .map(([name, count]) => `${printable(name)} ${formatCount(count)}`)
      .join(', ')}\n`;
  return (
    line('index.fld tokens', dialect.indexTokens) +
    line('status.fld tokens', dialect.statusTokens) +
    line('status.fld types', dialect.statusTypes) +
    line('message classes', dialect.messageClasses) +
    line('MIME types', dialect.mimeTypes)
  );
}

/** The variables of one configuration file, or why it cannot be read. */
interface ConfigVariables {
  readonly file: string;
  readonly variables: readonly VariableName[];
  readonly problem: string | null;
}

/** Names of the configuration's variables, how often they are there, and what a value looks like. */
function configVariables(store: Store): ConfigVariables[] {
  return [store.usersCfg, store.mailserverCfg].flatMap((path): ConfigVariables[] => {
    if (path === null) return [];
    try {
      return [{ file: path, variables: variableNames(readConfigFile(path).records), problem: null }];
    } catch (error) {
      if (error instanceof UserError) return [{ file: path, variables: [], problem: error.message }];
      throw error;
    }
  });
}

function variableLines(store: Store): string {
  return configVariables(store)
    .map(({ file, variables, problem }) => {
      const names = variables.map(({ of, variable, count, shape }) =>
        printable(`  ${of}/${variable} ${count}${shape === '' ? '' : ` (${shape})`}`),
      );
      return `${file}:\n${[...(problem === null ? [] : [`  ${problem}`]), ...names].join('\n')}\n`;
    })
    .join('');
}

function toJson(store: Store, { mailboxes, sums, dialect }: Inspection): unknown {
  return {
    source: displayPath(store.root),
    level: store.level,
    usersCfg: store.usersCfg,
    mailserverCfg: store.mailserverCfg,
    totals: sums,
    mailboxes: mailboxes.map((mailbox) => ({
      address: mailbox.mailbox.address,
      type: mailbox.mailbox.type,
      totals: mailbox.sums,
      folders: mailbox.folders.map(({ path, kind, kindFrom, sums: folderSums, rights, problems }) => ({
        folder: path,
        kind,
        kindFrom,
        ...folderSums,
        rights,
        problems,
      })),
      passedOver: mailbox.skips.map((skip) => ({ ...skip, example: displayPath(skip.example) })),
      problems: mailbox.problems,
    })),
    formats: { ...dialect, configVariables: configVariables(store) },
    problems: store.problems,
  };
}
