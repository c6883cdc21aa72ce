/**
 * Events against the recipe people use (`cat` all items and cut the headers off with `sed`), and against reading and writing
 * each with ical.js. Only kerio-exit's output is a calendar that imports.
 *
 *     npm run bench -- events [--rounds 5] [--events 50000] [--data <folder>] [--program <other build>]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cachedData } from './cache.mjs';
import { makeEventStore } from './event-data.mjs';
import { kerioExit, remove, shell, weigh } from './program.mjs';
import { runRounds } from './rounds.mjs';
import { resultTable } from './table.mjs';

const recipe = `find "$1" -name "*.eml" -print0 | sort -z | xargs -0 cat | sed -n '/BEGIN:VEVENT/,/END:VEVENT/p' > "$2"`;

const roundTrip = `
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import ICAL from 'ical.js';
const [dir, out] = process.argv.slice(1);
const parts = [];
for (const name of readdirSync(dir).sort()) {
  const text = readFileSync(dir + '/' + name, 'utf8');
  const calendar = new ICAL.Component(ICAL.parse(text.slice(text.indexOf('BEGIN:VCALENDAR')).trim()));
  for (const event of calendar.getAllSubcomponents('vevent')) parts.push(event.toString());
}
writeFileSync(out, parts.join('\\r\\n'));
`;

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      events: { type: 'string', default: '50000' },
      data: { type: 'string' },
      program: { type: 'string' },
    },
  });
  const shape = { events: Number(values.events), seed: 7 };
  const rounds = Number(values.rounds);
  const store = cachedData(values.data, `events-${shape.events}-v1`, (dir) => makeEventStore(dir, shape));
  const work = join(store, '..', 'events-out');
  remove(work);
  mkdirSync(work, { recursive: true });
  const mail = join(store, 'store/mail');
  const weight = weigh(mail);
  console.log(
    `${weight.items} events, ${(weight.bytes / 2 ** 20).toFixed(0)} MiB; ${rounds} shuffled rounds on one core\n`,
  );
  // On one core, all of them: the program's threads and sed's pipeline too.
  const pinned = (/** @type {import('./rounds.mjs').Contestant} */ contestant) => ({
    ...contestant,
    command: 'taskset',
    args: ['-c', '0', contestant.command, ...contestant.args],
  });
  const exporting = ['export', store, '--only', 'calendars', '--quiet', '--jobs', '1'];
  const measured = await runRounds(
    [
      shell('cat and sed', recipe, [mail, join(work, 'sed.ics')], join(work, 'sed.ics')),
      kerioExit('kerio-exit', exporting, { out: join(work, 'export'), program: values.program }),
      {
        name: 'ical.js, read and written',
        command: process.execPath,
        args: [
          '--input-type=module',
          '-e',
          roundTrip,
          join(mail, 'example.com/jan/Calendar/#msgs'),
          join(work, 'icaljs.ics'),
        ],
      },
    ].map(pinned),
    { rounds },
  );
  console.log(resultTable(measured, { ...weight, itemName: 'events' }));
  remove(work);
}
