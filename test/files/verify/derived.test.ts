/** What is written beside items: tables, texts of notes, attachments, filters, account files. */
import { cpSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { DEFAULT_OPTIONS } from '../../../src/files/plan/options.js';
import { writeReport } from '../../../src/report/json.js';
import { makeTempDir, removeDir, tempDir } from '../../support/temp.js';
import { exportTo } from '../support.js';
import { verify } from './faults.js';

const GOOGLE = 'contacts/alice@example.com/Contacts.google.csv';
const OUTLOOK = 'contacts/alice@example.com/Contacts.outlook.csv';
const TASKS = 'tasks/alice@example.com/Tasks.csv';
const ACCOUNTS = {
  usersCsv: [],
  passwords: 'generate',
  renames: new Map<string, string>(),
  includeUnlisted: false,
  hosts: { source: null, target: null },
  ldapBase: null,
} as const;

// Which files there are decides which tests there are.
const original = join(makeTempDir('derived'), 'export');
const USERS = { users: ['alice', 'jan.novak'] };
await writeReport(await exportTo(original, 'fixtures/kerio-store', USERS, { accounts: ACCOUNTS }), {
  ...DEFAULT_OPTIONS,
  ...USERS,
});
afterAll(() => {
  removeDir(dirname(original));
});

function copy(): string {
  const out = join(tempDir(), 'export');
  cpSync(original, out, { recursive: true, preserveTimestamps: true });
  return out;
}

/** A copy of the export, in which a file's text was changed. */
function damaged(file: string, change: (text: string) => string): string {
  const out = copy();
  const text = readFileSync(join(out, file), 'latin1');
  const changed = change(text);
  if (changed === text) throw new Error(`nothing was changed in ${text}`);
  writeFileSync(join(out, file), changed, 'latin1');
  return out;
}

/** Findings as short texts. */
async function said(out: string): Promise<string[]> {
  const { findings } = await verify(out);
  return findings.map(({ severity, aspect, what }) => `${severity} ${aspect}: ${what}`);
}

/** All files below a part of the export, relative to the export. */
function filesIn(part: string): string[] {
  return readdirSync(join(original, part), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(original.length + 1));
}

function rows(text: string): string[] {
  return text.split(/(?<=\r\n)/);
}

test('finds nothing where nothing is wrong', async () => {
  expect(await said(original)).toEqual([]);
});

describe('tables', () => {
  test.each([GOOGLE, OUTLOOK, TASKS])('finds a lost, a doubled and a changed row of %s', async (file) => {
    const lost = damaged(file, (text) => rows(text).toSpliced(2, 1).join(''));
    expect(await said(lost)).toEqual([expect.stringMatching(`^difference bundle: ${file} lacks the row "`)]);
    const doubled = damaged(file, (text) =>
      rows(text)
        .toSpliced(2, 0, rows(text)[2] ?? '')
        .join(''),
    );
    expect(await said(doubled)).toEqual([expect.stringMatching(`^difference bundle: ${file} has a row twice: "`)]);
    const flipped = damaged(file, (text) =>
      rows(text)
        .with(1, (rows(text)[1] ?? '').replace(/[a-z](?=,)/, '~'))
        .join(''),
    );
    expect(await said(flipped)).toEqual([
      expect.stringMatching(`^difference bundle: ${file} has another column \\d+ in the row "`),
    ]);
  });

  test('finds a table that is gone, and one with another header', async () => {
    const out = copy();
    rmSync(join(out, OUTLOOK));
    expect(await said(out)).toEqual([`difference file: ${OUTLOOK} is not there`]);
    const header = damaged(TASKS, (text) => text.replace('title,notes', 'title,note'));
    expect(await said(header)).toEqual([`difference bundle: ${TASKS} has another column 2 in the row "title"`]);
  });

  test('finds a table whose lines end in another way', async () => {
    const out = damaged(TASKS, (text) => text.replaceAll('\r\n', '\n'));
    expect(await said(out)).toEqual([
      expect.stringMatching(`^difference content: ${TASKS} is not as the source gives it`),
    ]);
  });
});

describe('single files', () => {
  const texts = filesIn('notes').filter((path) => path.endsWith('.txt'));
  const attachments = filesIn('calendars').filter((path) => path.includes('.attachments/'));
  const [note = ''] = texts;

  test.each([...texts.slice(0, 2), ...attachments.slice(0, 1), 'filters/jan.novak@example.com.sieve'])(
    '%s',
    async (file) => {
      const flipped = damaged(file, (text) => `${text.slice(0, 3)}${text[3] === '~' ? '!' : '~'}${text.slice(4)}`);
      expect(await said(flipped)).toEqual([
        `difference content: ${file} is not as the source gives it, from byte 3 on`,
      ]);
      const gone = copy();
      rmSync(join(gone, file));
      expect(await said(gone)).toEqual([`difference file: ${file} is not there`]);
    },
  );

  test('finds files that nobody wrote', async () => {
    for (const file of ['notes/alice@example.com/Notes/Another.txt', 'tasks/alice@example.com/Other.csv']) {
      const out = copy();
      writeFileSync(join(out, file), 'x');
      expect(await said(out)).toEqual([`difference file: ${file} is there, and no record of the export names it`]);
    }
    const out = copy();
    writeFileSync(join(out, 'filters/nobody@example.com.sieve'), '');
    writeFileSync(join(out, 'accounts/google/more.csv'), '');
    expect(await said(out)).toEqual([
      'difference file: filters/nobody@example.com.sieve is there, and no ledger names it',
      'difference file: accounts/google/more.csv is there, and no account gives it',
    ]);
  });

  test('finds two texts in each other’s place', async () => {
    const out = damaged(note, () => readFileSync(join(original, texts[1] ?? ''), 'latin1'));
    expect(await said(out)).toHaveLength(1);
  });

  test('says of a filter that is younger than its copy that it is to be exported again', async () => {
    const source = join(tempDir(), 'store');
    cpSync('fixtures/kerio-store', source, { recursive: true });
    const out = join(tempDir(), 'export');
    await writeReport(await exportTo(out, source, USERS), { ...DEFAULT_OPTIONS, ...USERS });
    const filter = join(source, 'store/mail/example.com/jan.novak/filter.siv');
    writeFileSync(filter, 'keep;\n');
    utimesSync(filter, new Date('2100-01-01'), new Date('2100-01-01'));
    expect(await said(out)).toEqual([
      expect.stringMatching(/^new content: filters\/jan\.novak@example\.com\.sieve is not/),
    ]);
  });
});

describe('calendars and cards', () => {
  test('finds a line that was put into a card, of the length of another', async () => {
    const file = 'contacts/alice@example.com/Contacts.vcf';
    const out = damaged(file, (text) => text.replace(/^PRODID:.*\r$|^VERSION:3.0\r$/m, 'VERSION:4.0\r'));
    expect(await said(out)).not.toEqual([]);
  });

  test('finds a changed frame of a calendar', async () => {
    const file = 'calendars/alice@example.com/Calendar.ics';
    const out = damaged(file, (text) => text.replace(/^(PRODID:.*).\r$/m, '$1~\r'));
    expect(await said(out)).toEqual([
      expect.stringMatching(`^difference content: ${file} is not as the source gives it`),
    ]);
  });
});

describe('accounts', () => {
  test('finds a flipped byte in every file', async () => {
    const files = filesIn('accounts').filter((path) => !path.endsWith('passwords.csv'));
    const out = copy();
    for (const file of files) {
      const bytes = readFileSync(join(out, file));
      bytes[bytes.length - 8] = bytes[bytes.length - 8] === 0x7e ? 0x21 : 0x7e;
      writeFileSync(join(out, file), bytes);
    }
    const all = await said(out);
    for (const file of files) expect(all.filter((text) => text.includes(`: ${file} `))).not.toEqual([]);
  });

  test('finds a password that is another in one file, and tells it to nobody', async () => {
    const [line = ''] = readFileSync(join(original, 'accounts/passwords.csv'), 'utf8').split('\r\n').slice(1);
    const [address = '', password = ''] = line.split(',');
    const out = damaged('accounts/passwords.csv', (text) => text.replace(password, password.toLowerCase()));
    const all = await said(out);
    expect(all.length).toBeGreaterThan(1);
    expect(all.join('\n')).not.toContain(password);
    expect(all.join('\n')).not.toContain(password.toLowerCase());
    expect(address).toContain('@');
  });

  test('finds files that are gone', async () => {
    const out = copy();
    rmSync(join(out, 'accounts/google/users.csv'));
    expect(await said(out)).toEqual(['difference file: accounts/google/users.csv is not there']);
  });
});
