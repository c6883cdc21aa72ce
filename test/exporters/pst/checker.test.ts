import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { corpusDir, corpusFiles, corpusNote } from '../../support/corpus.js';
import { checkPst, pstPython, readPst, type PstItem, type PstRecord } from '../../support/pst-checker.js';
import { makeTempDir, removeDir, tempDir } from '../../support/temp.js';
import { faults } from './checker-faults.js';
import { outlookFaults } from './outlook-faults.js';

describe('a spoiled file has the findings of its fault, and no others', () => {
  let found: Record<string, string[]>;

  beforeAll(() => {
    found = JSON.parse(pstPython('import run_faults; run_faults.main()')) as typeof found;
  });

  test.each(Object.entries(faults))('%s', (name, kinds) => {
    expect(found[name]?.join(' ')).toBe(kinds);
  });

  test('all spoiled files are listed here', () => {
    expect(Object.keys(found)).toEqual(Object.keys(faults));
  });

  test('there is no kind of finding that nothing gives', () => {
    const kinds = JSON.parse(pstPython('import json, kinds; print(json.dumps(sorted(kinds.KINDS)))')) as string[];
    expect([...new Set(Object.values(found).flat())].sort()).toEqual(kinds);
  });
});

describe('our own sample', () => {
  const dir = makeTempDir('pst-sample');
  let records: readonly PstRecord[];

  afterAll(() => {
    removeDir(dir);
  });

  beforeAll(() => {
    const file = join(dir, 'sample.pst');
    writeFileSync(file, Buffer.from(pstPython('import model; print(model.build().hex())').trim(), 'hex'));
    const read = readPst(file);
    expect(read.findings).toEqual([]);
    records = read.records;
  });

  function item(subject: string): PstItem {
    const found = records.find((record) => record.type === 'item' && record.subject === subject);
    if (found?.type !== 'item') throw new Error(`no item ${subject}`);
    return found;
  }

  test('has no findings, whatever its size and encoding', () => {
    const variants = `
import json, model, run_faults, sample
def large(it): it.items[sample.MAIL][1].attachments[0x8025].values[0x37010102] = bytes(9_000_000)
def birthday(it): it.items[sample.CONTACT][1].values[0x3A420040] = 950_400_000_000_000
def stretches(database): database.stretches = 129
made = [model.build(crypt=1), model.build(small=90), model.build(small=1200), model.build(early=large), model.build(early=birthday), model.build(last=stretches)]
print(json.dumps([run_faults.kinds(data) for data in made]))`;
    expect(JSON.parse(pstPython(variants))).toEqual([[], [], [], [], [], []]);
  });

  test('is read as folders and items', () => {
    expect(records.map((record) => (record.type === 'store' ? 'store' : record.path))).toEqual([
      'store',
      '',
      '/SPAM Search Folder 2',
      '/Top of Outlook data file',
      '/Top of Outlook data file/Deleted Items',
      '/Top of Outlook data file/Posteingang',
      ...Array<string>(4).fill('/Top of Outlook data file/Posteingang'),
      '/Top of Outlook data file/Kalender',
      '/Top of Outlook data file/Kalender',
      '/Top of Outlook data file/Kontakte',
      '/Top of Outlook data file/Kontakte',
      '/Top of Outlook data file/Kontakte',
      '/Top of Outlook data file/Aufgaben',
      '/Top of Outlook data file/Aufgaben',
      '/Top of Outlook data file/Notizen',
      '/Top of Outlook data file/Notizen',
      '/Search Root',
      '/IPM_COMMON_VIEWS',
    ]);
  });

  test('gives properties, recipients, attachments and embedded messages', () => {
    const mail = item('Re: Lunch');
    expect(mail.properties).toMatchObject({
      '0070001F': 'Lunch',
      '0E060040': '2016-08-02T00:27:12.6370000Z',
      '0E070003': 17,
      '10130102': Buffer.from('<p>Noon?</p>').toString('hex'),
      '00020329-0000-0000-C000-000000000046/Keywords/101F': ['Blau', 'Grün'],
    });
    expect(mail.recipients.map((recipient) => recipient['3003001F'])).toEqual([
      'anna@example.com',
      'bert@example.com',
      'carl@example.com',
    ]);
    const data = Buffer.from(Array.from({ length: 256 * 80 }, (_, index) => index % 256));
    expect(mail.attachments[0]).toMatchObject({
      size: 20480,
      sha256: createHash('sha256').update(data).digest('hex'),
      properties: { '3707001F': 'a.bin' },
    });
    expect(mail.attachments[1]?.message).toMatchObject({ subject: 'Inner', properties: { '1000001F': 'Within' } });
    expect(item('Dora').properties['00062004-0000-0000-C000-000000000046/8083/001F']).toBe('dora@example.com');
  });

  test('says where a finding is', () => {
    const spoiled = join(tempDir(), 'spoiled.pst');
    const make = `
import faults_ndb, sys
open(sys.argv[3], 'wb').write(faults_ndb.FAULTS['header: free bytes off by one slot']())`;
    pstPython(make, [spoiled]);
    const free = Number(pstPython('import model; print(int.from_bytes(model.build()[200:208], "little"))'));
    expect(checkPst(spoiled)).toEqual([
      {
        severity: 'error',
        kind: 'amap-free',
        where: 'header',
        text: `cbAMapFree is ${free + 64}, the AMaps have ${free} free`,
      },
    ]);
  });
});

test('FMap and FPMap pages lie where Outlook has them', () => {
  const ask =
    'import maps; print([[(hex(kind), at) for kind, at in maps.map_pages(n)] for n in (0, 1, 8, 128, 624, 8192, 39936)])';
  expect(pstPython(ask).trim()).toBe(
    "[[('0x84', 0), ('0x83', 512)], [('0x84', 0)], [('0x84', 0), ('0x83', 512)], " +
      "[('0x84', 0), ('0x83', 512), ('0x82', 1024)], [('0x84', 0), ('0x83', 512), ('0x82', 1024)], " +
      "[('0x84', 0), ('0x83', 512), ('0x85', 1024)], [('0x84', 0), ('0x83', 512), ('0x85', 1024)]]",
  );
});

const outlook = corpusFiles('pst', ['.pst']);
/** What Outlook itself left behind: a block that it had let go of and not given back. */
const leftBehind: Readonly<Record<string, readonly string[]>> = { 'pst/dist-list.pst': ['note block-released'] };

describe(corpusNote(outlook), () => {
  test('is looked for', () => {
    expect(outlook.every((file) => file.startsWith('pst/'))).toBe(true);
  });

  test.each(outlook)('%s, which Outlook wrote, is right', (file) => {
    const found = checkPst(join(corpusDir, file));
    expect(found.map(({ severity, kind }) => `${severity} ${kind}`)).toEqual(leftBehind[file] ?? []);
  });

  test.each(outlook.filter((file) => file === 'pst/Empty.pst'))(
    'no wrong byte in a block or page of %s is overlooked',
    (file) => {
      const program = 'import faults_outlook; faults_outlook.flipped(sys.argv[3])';
      expect(JSON.parse(pstPython(program, [join(corpusDir, file)]))).toEqual([39, 0]);
    },
  );

  test.each(outlook.filter((file) => file === 'pst/dist-list.pst'))('mistakes put into %s are found', (file) => {
    const program = 'import faults_outlook; faults_outlook.main(sys.argv[3])';
    const found = JSON.parse(pstPython(program, [join(corpusDir, file)])) as Record<string, string[]>;
    const added = Object.entries(found).map(([name, kinds]) => [
      name,
      kinds.filter((kind) => kind !== 'block-released').join(' '),
    ]);
    expect(Object.fromEntries(added)).toEqual(outlookFaults);
  });
});
