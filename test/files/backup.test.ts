import { cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_OPTIONS } from '../../src/files/plan/options.js';
import { runVerify } from '../../src/files/verify/run.js';
import { writeReport } from '../../src/report/json.js';
import type { ExportResult } from '../../src/files/export.js';
import { readAccounts } from '../../src/users-cfg/read-accounts.js';
import { buildFolder, buildStore } from '../support/store-builder.mjs';
import { makeTempDir, removeDir, tempDir } from '../support/temp.js';
import { entriesOf, writeZip, type ZipEntry } from '../support/zip.js';
import { exportTo, ledger, message, newOut, snapshot } from './support.js';

/** An export without what names its source. */
function content(out: string): Record<string, string> {
  const files = snapshot(out);
  delete files['report.json'];
  return files;
}

async function exported(source: string): Promise<{ out: string; result: ExportResult; files: Record<string, string> }> {
  const out = newOut();
  const result = await exportTo(out, source, { archive: true });
  return { out, result, files: content(out) };
}

/** A folder of backups. */
function backups(zips: Readonly<Record<string, readonly ZipEntry[]>>): string {
  const dir = tempDir('backup');
  for (const [name, entries] of Object.entries(zips)) writeZip(join(dir, name), entries);
  return dir;
}

/** A store of one user with an INBOX of these texts, and its mailbox. */
function store(texts: readonly string[]): { install: string; inbox: string } {
  const { install, mail } = buildStore(tempDir('plain'), {
    domains: {
      'company.com': {
        jan: { folders: { INBOX: { items: texts.map((text) => ({ bytes: message(text) })) }, Empty: { items: [] } } },
      },
    },
  });
  return { install, inbox: join(mail, 'company.com/jan/INBOX') };
}

const texts = ['one', 'two', 'three'];

describe('a backup set gives the export of the plain folder', () => {
  const fixture = 'fixtures/kerio-store';
  let plain: Record<string, string> = {};
  beforeAll(async () => {
    const out = join(makeTempDir('plain'), 'export');
    await exportTo(out, fixture, { archive: true });
    plain = content(out);
    removeDir(dirname(out));
  });

  test.each([
    ['as the install folder', '', '/'],
    ['as Windows writes names', '', '\\'],
    ['below other folders', 'C:\\Program Files\\Kerio\\MailServer\\', '\\'],
    ['below the root', '/opt/kerio/mailserver/', '/'],
  ] as const)('%s', async (_, prefix, separator) => {
    const source = backups({ 'F20200103T020405Z.zip': entriesOf(fixture, prefix, separator) });
    const { files } = await exported(source);
    expect(files).toEqual(plain);
    expect(Object.keys(files).length).toBeGreaterThan(10);
  });

  test('in volumes, with zip64, and where sizes come behind the files', async () => {
    const entries = entriesOf(fixture, 'store-of-backup/');
    const dir = tempDir('backup');
    const third = Math.ceil(entries.length / 3);
    writeZip(join(dir, 'F20200103T020405Z.zip'), entries.slice(0, third));
    writeZip(join(dir, 'F20200103T020405Z.1.zip'), entries.slice(third, 2 * third), { zip64: true });
    writeZip(join(dir, 'f20200103t020405z.2.ZIP'), entries.slice(2 * third), { descriptors: true });
    expect((await exported(dir)).files).toEqual(plain);
  });

  test('given as one zip', async () => {
    const dir = backups({ 'anything.zip': entriesOf(fixture) });
    expect((await exported(join(dir, 'anything.zip'))).files).toEqual(plain);
  });
});

describe('full and differential backups', () => {
  test('make the newest state: new mail, changed flags, deleted mail', async () => {
    const { install, inbox } = store([...texts, 'four']);
    const full = entriesOf(install);
    rmSync(inbox, { recursive: true });
    buildFolder(inbox, {
      items: [
        { uid: 1, bytes: message('one'), flags: 5 },
        { uid: 3, bytes: message('three') },
        { uid: 5, bytes: message('five') },
      ],
    });
    const changed = entriesOf(install).filter(({ name }) => /INBOX\/(.*fld|#msgs\/00000005)/.test(name));
    const source = backups({
      'F20200101T000000Z.zip': [],
      'F20200103T020405Z.zip': full,
      'D20200102T000000Z.zip': [{ name: 'company.com/old/INBOX/#msgs/00000001.eml', bytes: Buffer.from('old') }],
      'D20200104T000000Z.zip': changed,
      'D20200103T120000Z.zip': [],
    });
    const { out, files } = await exported(source);
    expect(files).toEqual((await exported(install)).files);
    expect(ledger(out).map(({ uid, flags }) => [uid, flags])).toEqual([
      [1, ['\\Seen', '\\Flagged']],
      [3, []],
      [5, []],
    ]);
  });

  test('a damaged index in the differential deletes nothing, and that is told', async () => {
    const { install, inbox } = store(texts);
    const full = entriesOf(install);
    writeFileSync(join(inbox, 'index.fld'), 'U00000001 F00000001 S10 CIPM.Note\nnonsense\n');
    const source = backups({
      'F20200103T020405Z.zip': full,
      'D20200104T000000Z.zip': entriesOf(install).filter(({ name }) => name.endsWith('INBOX/index.fld')),
    });
    const { out, result } = await exported(source);
    expect(ledger(out).map(({ uid }) => uid)).toEqual([1, 2, 3]);
    expect(result.store.problems).toEqual([
      'store/mail/company.com/jan/INBOX: an index in the backup is damaged; messages deleted meanwhile may be in the output',
    ]);
  });

  test('mail that no index knew is not taken for deleted', async () => {
    const { install, inbox } = store(texts);
    writeFileSync(join(inbox, '#msgs/00000009.eml'), message('unknown'));
    const source = backups({
      'F20200103T020405Z.zip': entriesOf(install),
      'D20200104T000000Z.zip': entriesOf(install).filter(({ name }) => name.endsWith('INBOX/index.fld')),
    });
    expect(ledger((await exported(source)).out).map(({ uid }) => uid)).toEqual([1, 2, 3, 9]);
  });

  test('a newer copy made by hand stands for itself', async () => {
    const old = store(['old']);
    const copied = store(['copied', 'by hand']);
    const source = backups({
      'F20200103T020405Z.zip': entriesOf(old.install),
      'D20200104T000000Z.zip': [],
      'C20200105T000000Z.zip': entriesOf(copied.install),
    });
    expect((await exported(source)).files).toEqual((await exported(copied.install)).files);
  });
});

describe('damage', () => {
  test('of the table of contents: files are found by their own headers, what was cut is told', async () => {
    for (const options of [{}, { descriptors: true }, { zip64: true }]) {
      const { install } = store(texts);
      const dir = tempDir('backup');
      const zip = join(dir, 'F20200103T020405Z.zip');
      writeZip(zip, entriesOf(install), options);
      const whole = (await exported(dir)).files;
      // Only the end record is gone.
      truncateSync(zip, readFileSync(zip).length - 22);
      const { files, result } = await exported(dir);
      expect(files).toEqual(whole);
      expect(result.store.problems).toEqual([expect.stringContaining('its table of contents cannot be read')]);
    }
  });

  test('a volume cut in the middle of a mail: that mail failed, those before it are there', async () => {
    const { install } = store(texts);
    const dir = tempDir('backup');
    const zip = join(dir, 'F20200103T020405Z.zip');
    writeZip(
      zip,
      entriesOf(install).sort((a, b) => Number(a.name.endsWith('.eml')) - Number(b.name.endsWith('.eml'))),
    );
    truncateSync(zip, readFileSync(zip).indexOf('00000003.eml') + 30);
    const { out } = await exported(dir);
    expect(ledger(out).map(({ uid, result, reason }) => [uid, result, reason])).toEqual([
      [1, 'exported', null],
      [2, 'exported', null],
      [3, 'failed', 'the backup ends in the middle of it'],
    ]);
  });

  test('a volume that is not there, or is no zip, is told; the others are read', async () => {
    const { install } = store(texts);
    const dir = tempDir('backup');
    writeZip(join(dir, 'F20200103T020405Z.zip'), entriesOf(install));
    writeFileSync(join(dir, 'F20200103T020405Z.2.zip'), 'no zip');
    const { out, result } = await exported(dir);
    expect(ledger(out)).toHaveLength(3);
    expect(result.store.problems).toEqual([
      'F20200103T020405Z.1.zip is missing beside its other volumes: what lies in it is not in the output',
      expect.stringContaining('F20200103T020405Z.2.zip is damaged or cut off'),
    ]);
  });

  test('each unreadable mail is a failed line with its reason', async () => {
    const folder = 'company.com/jan/INBOX/#msgs/';
    const zeros = Buffer.alloc(40 << 20);
    const bad = (stem: string, more: Partial<ZipEntry>): ZipEntry => ({
      name: `${folder}0000000${stem}.eml`,
      bytes: Buffer.from(message(stem)),
      ...more,
    });
    const source = backups({
      'F20200103T020405Z.zip': [
        bad('1', {}),
        bad('2', { declared: 10 }),
        bad('3', { crc: 1 }),
        bad('4', { flags: 1 }),
        bad('5', { method: 12 }),
        bad('6', { bytes: zeros }),
        bad('7', { declared: 2 ** 30 }),
        bad('8', { stored: true, method: 8 }),
      ],
    });
    const { out } = await exported(source);
    expect(ledger(out).map(({ uid, result, reason }) => [uid, result, reason])).toEqual([
      [1, 'exported', null],
      [2, 'failed', 'it is larger than the 10 bytes that the backup says: it is not unpacked'],
      [3, 'failed', 'it is damaged in the backup (its checksum is wrong)'],
      [4, 'failed', 'it is encrypted in the backup'],
      [5, 'failed', 'it is packed in the backup by a method that is not read (12)'],
      [
        6,
        'failed',
        expect.stringMatching(/^its \d+ bytes in the backup say that they are 41943040: it is not unpacked$/),
      ],
      [7, 'failed', 'it says that it has 1073741824 bytes, more than a message can have'],
      [8, 'failed', 'it is damaged in the backup (it cannot be unpacked)'],
    ]);
  });

  test('names that lead out of the set are refused and told', async () => {
    const { install } = store(texts);
    const out = newOut();
    const evil = Buffer.from('evil');
    const source = backups({
      'F20200103T020405Z.zip': [
        { name: '../../evil.eml', bytes: evil },
        { name: 'store\\mail\\..\\..\\..\\evil.eml', bytes: evil },
        ...entriesOf(install),
      ],
    });
    const result = await exportTo(out, source);
    expect(result.store.problems).toEqual([
      `2 names in the backup lead outside and were not read (${join(source, 'F20200103T020405Z.zip')}: ../../evil.eml)`,
    ]);
    expect(result.sums.exported).toBe(3);
    expect(Object.keys(snapshot(dirname(out))).filter((path) => path.includes('evil'))).toEqual([]);
  });
});

test('verify compares an export with the set it came from', async () => {
  const { install } = store(texts);
  const source = backups({ 'F20200103T020405Z.zip': entriesOf(install) });
  const { out } = await exported(source);
  // The report is the command's own work, and part of what is verified.
  await writeReport(await exportTo(out, source, { archive: true }), { ...DEFAULT_OPTIONS, archive: true });
  expect((await runVerify({ out, jobs: 1, readAhead: 0 })).findings).toEqual([]);
});

test('a message larger than the reader`s memory is whole', async () => {
  const { install, inbox } = store(texts);
  writeFileSync(join(inbox, '#msgs/00000004.eml'), message('long line of text\r\n'.repeat(600_000)));
  const source = backups({ 'F20200103T020405Z.zip': entriesOf(install) });
  expect((await exported(source)).files).toEqual((await exported(install)).files);
});

test('users.cfg is found wherever it lies in the set, and read there', async () => {
  const { install } = store(texts);
  const cfg =
    '<config><list name="User"><listitem><variable name="Name">jan</variable><variable name="Domain">company.com</variable></listitem></list></config>';
  const source = backups({
    'F20200103T020405Z.zip': [
      ...entriesOf(join(install, 'store'), 'store/'),
      { name: 'cfg/users.cfg', bytes: Buffer.from(cfg) },
    ],
  });
  const { result } = await exported(source);
  const usersCfg = result.store.usersCfg ?? '';
  expect(usersCfg).toBe(join(source, 'cfg/users.cfg'));
  expect(
    readAccounts({ usersCfg, mailserverCfg: null, usersCsv: [] }).accounts.users.map(({ address }) => address),
  ).toEqual(['jan@company.com']);
});

test('a store that has backups beside it is a store', async () => {
  const { install } = store(texts);
  const other = store(['in the backup']);
  mkdirSync(join(install, 'store/backup'));
  writeZip(join(install, 'F20200103T020405Z.zip'), entriesOf(other.install));
  cpSync(join(install, 'F20200103T020405Z.zip'), join(install, 'store/backup/F20200103T020405Z.zip'));
  expect((await exported(install)).result.sums.exported).toBe(3);
});

test('archive folders that the server packed are folders', async () => {
  const archive = { INBOX: { items: texts.map((text) => ({ bytes: message(text) })) }, Sent: { items: [{}] } };
  const { install } = store(texts);
  buildFolder(join(install, 'store/archive/2005-Jan'), { folders: archive });
  buildFolder(join(install, 'store/archive/2005-Feb'), { items: [{}] });
  const plain = await exported(install);
  for (const [name, prefix] of [
    ['2005-Jan', ''],
    ['2005-Feb', 'store/archive/2005-Feb/'],
  ] as const) {
    const dir = join(install, 'store/archive', name);
    writeZip(`${dir}.zip`, entriesOf(dir, prefix));
    rmSync(dir, { recursive: true });
  }
  const packed = await exported(install);
  expect(packed.files).toEqual(plain.files);
  expect(ledger(packed.out, '_archive@localhost')).toHaveLength(5);
});
