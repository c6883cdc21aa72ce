import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { DEFAULT_OPTIONS } from '../../src/files/plan/options.js';
import { writeReport } from '../../src/report/json.js';
import { exportTo, type Folders, ledger, makeStore, message, newOut, snapshot } from './support.js';
import { found, verify } from './verify/faults.js';

const card =
  'Subject: A\r\nContent-Type: text/vcard\r\n\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:A\r\nN:A;;;;\r\nEND:VCARD\r\n';
const noCard = 'Subject: A\r\n\r\nFrom here\n\r\n\0\xe9';
const zeros = Buffer.alloc(500);

const FOLDERS: Folders = {
  INBOX: { items: [{ bytes: message('one') }, { bytes: zeros }, { bytes: '' }] },
  Contacts: {
    kind: 'contacts',
    items: [{ bytes: card }, { uid: 171, bytes: Buffer.from(noCard, 'latin1') }],
    folders: {
      'con.': { kind: 'contacts', items: [{ bytes: 'x: y\n\nz' }] },
      '00000001.eml': { kind: 'contacts', items: [{ bytes: 'a: b\n\nc' }] },
    },
  },
};

const FAILED = {
  'failed/jan@company.com/Contacts/000000ab.eml': noCard,
  'failed/jan@company.com/Contacts/00000001.eml_/00000001.eml': 'a: b\n\nc',
  'failed/jan@company.com/Contacts/con_/00000001.eml': 'x: y\n\nz',
  'failed/jan@company.com/INBOX/00000002.eml': zeros.toString('latin1'),
};

const failedFiles = (out: string): Record<string, string> =>
  Object.fromEntries(Object.entries(snapshot(out)).filter(([path]) => path.startsWith('failed/')));

async function exported(source: string, out = newOut(), mirror = false): Promise<string> {
  await writeReport(await exportTo(out, source, {}, { mirror }), DEFAULT_OPTIONS);
  return out;
}

describe('what cannot be converted', () => {
  test('lies unchanged below failed/, named in ledger and report, and verify agrees', async () => {
    const { source } = makeStore(FOLDERS);
    const out = await exported(source);
    expect(failedFiles(out)).toEqual(FAILED);
    const lines = ledger(out).filter(({ result }) => result === 'failed');
    expect(
      lines.map(({ folder, uid, reason, file, offset, length }) => [
        folder.join('/'),
        uid,
        reason,
        file,
        offset,
        length,
      ]),
    ).toEqual([
      ['Contacts', 171, 'there is no vCard inside', 'failed/jan@company.com/Contacts/000000ab.eml', null, null],
      [
        'Contacts/00000001.eml',
        1,
        'there is no vCard inside',
        'failed/jan@company.com/Contacts/00000001.eml_/00000001.eml',
        null,
        null,
      ],
      ['Contacts/con.', 1, 'there is no vCard inside', 'failed/jan@company.com/Contacts/con_/00000001.eml', null, null],
      [
        'INBOX',
        2,
        'it looks encrypted or damaged: it is not text',
        'failed/jan@company.com/INBOX/00000002.eml',
        null,
        null,
      ],
    ]);
    const report = JSON.parse(readFileSync(join(out, 'report.json'), 'utf8')) as { attention: { file: string }[] };
    expect(report.attention.map(({ file }) => file).sort()).toEqual(Object.keys(FAILED).sort());
    expect(readFileSync(join(out, 'report.html'), 'utf8')).toContain('failed/jan@company.com/INBOX/00000002.eml');
    expect((await verify(out)).findings).toEqual([]);
  });

  test('is the same after a second run, of all formats of mail', async () => {
    const { source, mailbox } = makeStore(FOLDERS);
    for (const mailFormat of ['mbox', 'maildir', 'eml', 'thunderbird'] as const) {
      const out = newOut();
      await exportTo(out, source, { mailFormat });
      writeFileSync(join(mailbox, 'INBOX/#msgs', `0000001${mailFormat.length}.eml`), message('new'));
      const again = await exportTo(out, source, { mailFormat });
      await writeReport(again, { ...DEFAULT_OPTIONS, mailFormat });
      expect(failedFiles(out)).toEqual(FAILED);
      expect((await verify(out)).findings).toEqual([]);
    }
  });

  test('goes from there when it can be converted, with its directories', async () => {
    const { source, mailbox } = makeStore(FOLDERS);
    const out = await exported(source);
    writeFileSync(join(mailbox, 'Contacts/con./#msgs/00000001.eml'), card);
    await exported(source, out);
    const { 'failed/jan@company.com/Contacts/con_/00000001.eml': mended, ...others } = FAILED;
    expect(mended).toBeDefined();
    expect(failedFiles(out)).toEqual(others);
    expect(existsSync(join(out, 'failed/jan@company.com/Contacts/con_'))).toBe(false);
    expect((await verify(out)).findings).toEqual([]);
  });

  test('comes back when somebody removed it', async () => {
    const { source } = makeStore(FOLDERS);
    const out = await exported(source);
    rmSync(join(out, 'failed'), { recursive: true });
    expect(found(await verify(out)).sort()).toEqual([
      'Contacts 171 file',
      'Contacts/00000001.eml 1 file',
      'Contacts/con. 1 file',
      'INBOX 2 file',
    ]);
    await exported(source, out);
    expect(failedFiles(out)).toEqual(FAILED);
    expect((await verify(out)).findings).toEqual([]);
  });

  test('comes back in every format of mail', async () => {
    const { source } = makeStore(FOLDERS);
    for (const mailFormat of ['maildir', 'eml', 'thunderbird'] as const) {
      const out = newOut();
      await exportTo(out, source, { mailFormat });
      rmSync(join(out, 'failed'), { recursive: true });
      await exportTo(out, source, { mailFormat });
      expect(failedFiles(out)).toEqual(FAILED);
    }
  });

  test('follows the store: mail stays unless mirrored, contacts go', async () => {
    const { source, mailbox } = makeStore(FOLDERS);
    const out = await exported(source);
    rmSync(join(mailbox, 'INBOX/#msgs/00000002.eml'));
    writeFileSync(join(mailbox, 'INBOX/index.fld'), '');
    rmSync(join(mailbox, 'Contacts/#msgs/000000ab.eml'));
    writeFileSync(join(mailbox, 'Contacts/index.fld'), '');
    await exported(source, out);
    const { 'failed/jan@company.com/Contacts/000000ab.eml': gone, ...stays } = FAILED;
    expect(gone).toBeDefined();
    expect(failedFiles(out)).toEqual(stays);
    expect((await verify(out)).total.counts).toEqual({ difference: 0, new: 0, gone: 1 });
    writeFileSync(join(mailbox, 'INBOX/#msgs/00000005.eml'), message('new'));
    await exported(source, out, true);
    const { 'failed/jan@company.com/INBOX/00000002.eml': mail, ...mirrored } = stays;
    expect(mail).toBeDefined();
    expect(failedFiles(out)).toEqual(mirrored);
    rmSync(mailbox, { recursive: true });
    mkdirSync(join(mailbox, '../eva/INBOX/#msgs'), { recursive: true });
    await exported(source, out, true);
    expect(existsSync(join(out, 'failed/jan@company.com'))).toBe(false);
  });

  test('a copy that was changed, and a file that nobody put there, are findings', async () => {
    const { source } = makeStore(FOLDERS);
    const out = await exported(source);
    writeFileSync(join(out, 'failed/jan@company.com/Contacts/000000ab.eml'), noCard.replace('here', 'hers'), 'latin1');
    writeFileSync(join(out, 'failed/jan@company.com/INBOX/00000009.eml'), 'x');
    mkdirSync(join(out, 'failed/nobody@company.com'));
    const { findings } = await verify(out);
    expect(findings.map(({ what }) => what).sort()).toEqual([
      'failed/jan@company.com/INBOX/00000009.eml is there, and no ledger line names it',
      'failed/nobody@company.com is there, and no ledger names it',
      'its copy failed/jan@company.com/Contacts/000000ab.eml differs at byte 22',
    ]);
  });

  test('what the disk does not give has no copy, and the ledger says so', async () => {
    const { source, mailbox } = makeStore({ INBOX: { items: [{ bytes: message('one') }] } });
    symlinkSync('/etc/hostname', join(mailbox, 'INBOX/#msgs/00000009.eml'));
    const out = await exported(source);
    expect(ledger(out)[1]).toMatchObject({
      ...{ uid: 9, result: 'failed', reason: 'it is a symbolic link, which is not followed', file: null },
      notes: ['not in the index', 'nothing of it could be copied to failed/'],
    });
    expect(existsSync(join(out, 'failed'))).toBe(false);
    expect((await verify(out)).findings).toEqual([]);
  });

  test('larger than what is read at once', async () => {
    const large = Buffer.concat([Buffer.from('Subject: large\r\n\r\n'), Buffer.alloc((8 << 20) + 77, 'x\r\n')]);
    const { source } = makeStore({ Contacts: { kind: 'contacts', items: [{ bytes: large }] } });
    const out = await exported(source);
    expect(ledger(out)[0]).toMatchObject({ reason: 'it is too large to be read as contacts (over 8 MiB)' });
    const copy = readFileSync(join(out, 'failed/jan@company.com/Contacts/00000001.eml'));
    expect(copy.equals(large)).toBe(true);
    expect((await verify(out)).findings).toEqual([]);
  });
});
