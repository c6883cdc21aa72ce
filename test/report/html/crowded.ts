/** A company whose names are long, whose folders are deep, and of which a good deal went wrong: what pages have to bear. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../src/report/model.js';
import { saveMigrationPage } from '../../../src/report/migration-pages.js';
import type { MigrationReport } from '../../../src/transfer/state/migration-report.js';
import { runCli } from '../../support/cli.js';
import { buildStore, type FolderSpec, type ItemSpec } from '../../support/store-builder.mjs';
import { configXml } from '../../users-cfg/config.js';

const DOMAIN = 'subsidiary-for-international-affairs.company.example';
const PEOPLE = 60;
const LONG = 'Korrespondenz mit Lieferanten, Versicherungen und Behörden (laufend, bitte nicht löschen)';
const UNBROKEN = 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft_2019-2024';

const nameOf = (at: number): string =>
  at % 7 === 0 ? `maximiliane.alexandra.von-und-zu-hohenlohe-schillingsfuerst${at}` : `user${at}.lastname`;

const broken: ItemSpec = { bytes: '\0'.repeat(300) };

function deep(levels: number): FolderSpec {
  return {
    items: [{}, broken],
    ...(levels === 0 ? {} : { folders: { [`${levels} ${levels % 2 === 0 ? UNBROKEN : LONG}`]: deep(levels - 1) } }),
  };
}

function mailbox(at: number): { folders: Record<string, FolderSpec>; files: Record<string, string> } {
  return {
    folders: {
      INBOX: { items: [{}, {}, { bytes: null }] },
      'Deleted Items': { items: [{}] },
      ...(at % 10 === 0 ? { [LONG]: deep(6) } : {}),
      ...(at % 7 === 0 ? { [UNBROKEN]: { items: [{}] } } : {}),
      Contacts: { kind: 'contacts', items: [{ bytes: 'Subject: A\r\n\r\nno card\r\n' }] },
    },
    files: { 'filter.siv': `#!1 ${LONG}\nif header :contains "subject" "x" { redirect "somebody@${DOMAIN}"; }\n` },
  };
}

/** The pages of a crowded company, by what they are called. */
export type Pages = Readonly<Record<string, string>>;

/** Builds it in `dir`, and makes every page there is of it. */
export async function makeCrowdedPages(dir: string): Promise<Pages> {
  const people = Object.fromEntries(Array.from({ length: PEOPLE }, (_, at) => [nameOf(at), mailbox(at)]));
  const { install } = buildStore(join(dir, 'kerio'), {
    domains: { [DOMAIN]: { ...people, '#public': mailbox(10) }, '#archive': { day: mailbox(1) } },
    files: {
      'users.cfg': configXml({
        User: Object.keys(people)
          .slice(0, PEOPLE - 5)
          .map((Name, at) => ({
            ...{ Name, Domain: DOMAIN, FullName: at % 7 === 0 ? UNBROKEN : 'Jan Novak', Account_enabled: '1' },
            Role: at === 0 ? ['full'] : [],
          })),
        Alias: Array.from({ length: 8 }, (_, at) => ({
          ...{ Name: `${nameOf(7)}.alias-number-${at}`, Domain: DOMAIN, DeliverTo: `${nameOf(7)}@${DOMAIN}` },
        })),
      }),
    },
  });
  const [out, accounts, plan] = [join(dir, 'out'), join(dir, 'accounts'), join(dir, 'plan.csv')];
  const page = (name: string): string => join(dir, name);
  await runCli([
    'export',
    install,
    '--out',
    out,
    '--passwords',
    'generate',
    '--since-cutover',
    '2001-01-01',
    '--quiet',
  ]);
  await runCli(['verify', out, '--quiet']);
  await runCli(['inspect', install, '--html', page('inspection.html')]);
  await runCli(['plan', install, '--for', 'google', '--out', plan]);
  await runCli(['accounts', install, '--out', accounts]);
  const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as Report;
  const state = join(dir, 'state');
  saveMigrationPage(state, migrationOf(report), {
    again: `kerio-exit migrate --from ${install} --to imaps://mail.${DOMAIN} --users ${join(dir, 'migrate.csv')}`,
  });
  return {
    ...{ export: join(out, 'report.html'), checklist: join(out, 'checklist.html'), verify: join(out, 'verify.html') },
    ...{ inspection: page('inspection.html'), plan: page('plan.html'), accounts: join(accounts, 'accounts.html') },
    ...{ migration: join(state, 'report.html'), 'checklist of a migration': join(state, 'checklist.html') },
  };
}

/** The same company sent to a server that refused half of them for its certificate, and one for its password. */
function migrationOf({ mailboxes, totals, attention, skipped, times, source }: Report): MigrationReport {
  const actions = { copied: totals.exported, before: 0, present: 0 };
  const certificate = `the certificate of mail.${DOMAIN}:993 is not trusted (self-signed certificate): give it with --ca, or do not check it with --to-insecure`;
  return {
    ...{ tool: 'kerio-exit', format: 1, command: 'migrate', complete: false },
    ...{ source, target: `imaps://mail.${DOMAIN}:993`, totals: { ...totals, ...actions } },
    mailboxes: mailboxes.map((box, at) => {
      const problem = at % 2 === 0 ? certificate : at === 1 ? `login refused: ${LONG}` : null;
      return {
        ...{ address: box.address, target: box.address, outcome: problem === null ? 'done' : 'stopped', problem },
        ...{ ledger: box.ledger, totals: { ...box.totals, ...actions }, reflagged: 0 },
        folders: box.folders.map((folder) => ({ ...folder, rule: 'special use', ...actions })),
        problems: [`${at % 3} of its folders cannot be subscribed to`],
      };
    }),
    ...{ notSelected: [], unlisted: [{ address: `nobody@${DOMAIN}`, items: 7 }], notIncluded: [] },
    ...{ problems: [], attention, skipped, times },
  };
}
