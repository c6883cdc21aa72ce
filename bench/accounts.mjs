/**
 * The accounts command on a large users.cfg, beside a script that only reads the file and writes one CSV.
 *
 *     npm run bench -- accounts [--rounds 5] [--users 20000] [--data <folder>] [--program <other build>]
 */
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeUsersCfg } from './accounts-data.mjs';
import { cachedData } from './cache.mjs';
import { kerioExit, remove } from './program.mjs';
import { runRounds } from './rounds.mjs';
import { resultTable } from './table.mjs';

const pythonScript = `
import csv, sys
import xml.etree.ElementTree as tree
source, out = sys.argv[1:]
with open(out, 'w', newline='') as file:
    table = csv.writer(file)
    for item in tree.parse(source).iterfind("list[@name='User']/listitem"):
        user = {variable.get('name'): variable.text for variable in item.iter('variable')}
        table.writerow([user['Name'] + '@' + user['Domain'], user['FullName']])
`;

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '5' },
      users: { type: 'string', default: '20000' },
      data: { type: 'string' },
      program: { type: 'string' },
    },
  });
  const users = Number(values.users);
  const dir = cachedData(values.data, `accounts-${users}-v1`, (made) => makeUsersCfg(made, users));
  const source = join(dir, 'users.cfg');
  const work = join(dir, '..', 'accounts-out');
  remove(work);
  mkdirSync(work, { recursive: true });
  const bytes = statSync(source).size;
  console.log(`${users} users, ${(bytes / 2 ** 20).toFixed(1)} MiB; ${values.rounds} shuffled rounds`);
  const out = join(work, 'out');
  const contestants = [
    { name: 'Python, one CSV', command: 'python3', args: ['-c', pythonScript, source, join(work, 'users.csv')] },
    kerioExit('kerio-exit, every file', ['accounts', source, '--passwords', 'generate'], {
      out,
      program: values.program,
    }),
  ];
  const results = await runRounds(contestants, { rounds: Number(values.rounds) });
  console.log(resultTable(results, { bytes, items: users, itemName: 'users' }));
  remove(work);
}
