/**
 * Mail export against the ways people do it by hand: `find | sort | xargs cat` and `sync -d`, and Python's mailbox module.
 *
 *     npm run bench -- mail [--rounds 7] [--messages 100000] [--data <folder>] [--cold] [--program <other build>]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { cachedData } from './cache.mjs';
import { makeHugeMessage, makeMailStore } from './mail-data.mjs';
import { kerioExit, remove, shell, weigh } from './program.mjs';
import { runRounds } from './rounds.mjs';
import { resultTable } from './table.mjs';

// An export is on the disk when it ends: so is what it is compared with.
const cat = 'find "$1" -name "*.eml" -print0 | sort -z | xargs -0 cat > "$2"; sync -d "$2"';

const pythonMailbox = `
import mailbox, os, sys
store, out = sys.argv[1:]
os.makedirs(out)
for user in sorted(os.listdir(store)):
    box = mailbox.mbox(os.path.join(out, user))
    messages = os.path.join(store, user, 'INBOX', '#msgs')
    for name in sorted(os.listdir(messages)):
        with open(os.path.join(messages, name), 'rb') as file:
            box.add(file.read())
    box.close()
`;

/** @param {readonly string[]} args */
export async function run(args) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      rounds: { type: 'string', default: '7' },
      messages: { type: 'string', default: '100000' },
      data: { type: 'string' },
      cold: { type: 'boolean', default: false },
      program: { type: 'string' },
    },
  });
  const shape = { messages: Number(values.messages), mailboxes: 20, seed: 42 };
  const rounds = Number(values.rounds);
  const many = cachedData(values.data, `mail-${shape.messages}-of-20-v1`, (dir) => makeMailStore(dir, shape));
  const work = join(many, '..', 'out');
  remove(work);
  mkdirSync(work, { recursive: true });
  const mail = join(many, 'store/mail');
  const weight = weigh(mail);
  console.log(
    `${weight.items} messages, ${(weight.bytes / 2 ** 30).toFixed(2)} GiB, 20 mailboxes; ${rounds} shuffled rounds`,
  );

  const out = join(work, 'export');
  const exporting = ['export', many, '--only', 'mail', '--quiet'];
  const contestants = [
    shell('find, sort, cat, sync', cat, [mail, join(work, 'cat')], join(work, 'cat')),
    kerioExit('kerio-exit, 1 worker', [...exporting, '--jobs', '1'], { out, program: values.program }),
    kerioExit('kerio-exit, 2 workers', [...exporting, '--jobs', '2'], { out, program: values.program }),
  ];
  const python = {
    name: 'Python mailbox.mbox',
    command: 'python3',
    args: ['-c', pythonMailbox, join(mail, 'example.com'), join(work, 'python')],
    prepare: () => remove(join(work, 'python')),
  };
  const measured = await runRounds(values.cold ? contestants : [...contestants, python], { rounds, cold: values.cold });
  console.log(`\n### Export, ${values.cold ? 'cold' : 'warm'} cache\n`);
  console.log(resultTable(measured, { ...weight, itemName: 'messages' }));
  remove(work);
  if (!values.cold) await more(many, values, Math.min(rounds, 3), weight.items);
}

/**
 * Planning alone, and one message that is larger than memory should be.
 * @param {string} many
 * @param {{ data?: string | undefined, program?: string | undefined }} values
 * @param {number} rounds
 * @param {number} items
 */
async function more(many, { data, program }, rounds, items) {
  const plan = kerioExit('plan (--dry-run)', ['export', many, '--only', 'mail', '--quiet', '--dry-run'], {
    out: join(many, '../out/plan'),
    program,
  });
  console.log('\n### Walking and planning\n');
  console.log(resultTable(await runRounds([plan], { rounds }), { items, itemName: 'messages' }));

  const bytes = 2 ** 30;
  const huge = cachedData(data, 'mail-huge-v1', (dir) => makeHugeMessage(dir, bytes));
  const work = join(huge, '../out');
  mkdirSync(work, { recursive: true });
  const measured = await runRounds(
    [
      shell('cat, sync', cat, [huge, join(work, 'cat')], join(work, 'cat')),
      kerioExit('kerio-exit', ['export', huge, '--only', 'mail', '--quiet'], { out: join(work, 'export'), program }),
    ],
    { rounds },
  );
  console.log('\n### One message of 1 GiB\n');
  console.log(resultTable(measured, { bytes }));
  remove(work);
}
