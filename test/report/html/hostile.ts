/** A store whose every name is markup. */
import { join } from 'node:path';
import { runExport } from '../../../src/files/export.js';
import { DEFAULT_OPTIONS } from '../../../src/files/plan/options.js';
import { writeReport } from '../../../src/report/json.js';
import { buildStore } from '../../support/store-builder.mjs';

/** What is planted. None of it may become an element. */
export const planted = {
  mailbox: '<img src=x onerror=alert(1)>',
  folder: '"><script>alert(2)</script><svg onload=alert(3)>',
  stem: "'-alert(4)-'<iframe src=javascript:alert(5)>",
  subject: '</title><script>alert(6)</script>',
  fullName: '{{7*7}}</script><script>alert(8)</script>',
  rule: '<a href=javascript:alert(9)>rule</a>',
};

const xml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Builds it in `dir`, exports it and writes its report. Gives the output folder. */
export async function exportHostile(dir: string): Promise<string> {
  const source = join(dir, 'store');
  const out = join(dir, 'out');
  const note = `Subject: ${planted.subject}\r\nContent-Type: text/plain\r\n\r\nA note.\r\n`;
  const rules = `#!1 ${planted.rule}\nif header :contains "subject" "x" { fileinto "INBOX"; }\n`;
  buildStore(source, {
    domains: {
      'company.com': {
        jan: {
          folders: {
            INBOX: { items: Array.from({ length: 12 }, () => ({})) },
            Archive: { items: [{}, { bytes: null }] },
            [planted.folder]: { items: [{ stem: planted.stem, bytes: Buffer.alloc(99), record: null }, {}] },
            Notes: { kind: 'notes', items: [{ bytes: note }] },
          },
          files: { 'filter.siv': rules },
        },
        [planted.mailbox]: { folders: { INBOX: { items: [{ bytes: '' }, {}, {}] } } },
        ...Object.fromEntries(
          ['alena', 'bert', 'cyril', 'dana'].map((name) => [name, { folders: { INBOX: { items: [{}] } } }]),
        ),
      },
    },
    files: {
      'users.cfg': `<config>
  <list name="User">
    <listitem>
      <variable name="Name">jan</variable>
      <variable name="Domain">company.com</variable>
      <variable name="FullName">${xml(planted.fullName)}</variable>
      <variable name="Account_enabled">1</variable>
    </listitem>
  </list>
</config>
`,
    },
  });
  const result = await runExport({
    ...{ source, out, options: DEFAULT_OPTIONS, jobs: 1 },
    accounts: {
      ...{ passwords: null, renames: new Map(), usersCsv: [], includeUnlisted: false },
      ...{ hosts: { source: null, target: null }, ldapBase: null },
    },
  });
  await writeReport(result, DEFAULT_OPTIONS, 1_500_000_000);
  return out;
}
