/** `npm start`: installs and builds what is missing, then exports the bundled store, so that there is something to look at. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { installIfNeeded, root, runNode } from './steps.mjs';

const out = 'out/first-export';
const program = 'bin/kerio-exit.js';

const prepared = installIfNeeded() || runNode('scripts/build.mjs', []);
const code = prepared || runNode(program, ['export', 'fixtures/kerio-store', '--out', out]);
// 1: some items are missing, and some things are to be decided. The bundled store is made so on purpose.
if (code <= 1 && prepared === 0) showWhereToLook();
else process.exitCode = code;

function showWhereToLook() {
  const places = [
    ['report.html', 'what is written and what needs you: open it in a browser'],
    ['report.json', 'what is written and what needs you, for programs'],
    ['mail', 'one mbox file a folder'],
    ['contacts', 'vCards and CSV'],
    ['calendars', 'iCalendar'],
    ['accounts', 'users, groups and aliases for the next server'],
    ['ledger', 'one line for every item of the store'],
  ];
  console.log(
    `\nThe bundled store (fixtures/kerio-store) is now in ${out}. It is damaged on purpose and leaves some questions open: that is said above, and is no error.`,
  );
  for (const [name = '', what = ''] of places) {
    if (existsSync(join(root, out, name))) console.log(`  ${`${out}/${name}`.padEnd(32)} ${what}`);
  }
  console.log(`\nYour own store:\n  node ${program} export /opt/kerio/mailserver/store --out out/company`);
}
