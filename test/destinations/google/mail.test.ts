import { describe, expect, test } from 'vitest';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { tempDir } from '../../support/temp.js';
import type { FolderSpec } from '../../support/store-builder.mjs';
import { makeStore } from '../../transfer/support.js';
import { ANNA, eachWithGoogle, moveTo } from './support.js';

const RECEIVED = 1_578_020_645;
const DATE = 'Date: Fri, 03 Jan 2020 03:04:05 +0000\n';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

function mail(name: string, more: { flags?: number; head?: string; body?: string } = {}) {
  const { flags = 1, head = `Message-ID: <${name}@x>\n${DATE}`, body = `body of ${name}\n` } = more;
  return { bytes: `${head}From: jan@example.com\nSubject: ${name}\n\n${body}`, received: RECEIVED, flags };
}

/** What is there: labels, time, Message-ID and subject of each message. */
function there(): string[] {
  return google
    .mailbox(ANNA)
    .lines()
    .map((line) => {
      const [labels = '', date = '', text = ''] = line.split('|');
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(text)?.[1] ?? '';
      return `${labels} ${date} ${field('Message-ID')} ${field('Subject')}`;
    })
    .sort();
}

function count(pattern: RegExp): number {
  return google.requests.filter((request) => pattern.test(request)).length;
}

describe('folders become labels', () => {
  test('special folders are Gmail’s own, others are made with those above them, and refused names are changed', async () => {
    const folders: Record<string, FolderSpec> = {
      INBOX: { items: [mail('read'), mail('unread', { flags: 0 }), mail('starred', { flags: 5 })] },
      'Sent Items': { items: [mail('sent')] },
      Drafts: { items: [mail('draft', { flags: 4 })] },
      'Deleted Items': { items: [mail('deleted')] },
      'Junk E-mail': { items: [mail('junk', { flags: 0 })] },
      Work: { folders: { Deep: { items: [mail('deep')] } } },
      Archive: { items: [mail('archived')] },
      Koš: { items: [mail('bin')] },
    };
    const { report } = await moveTo(google, makeStore(folders));
    expect(report?.totals).toMatchObject({ found: 10, exported: 10, failed: 0 });
    expect(there()).toEqual(
      [
        `Archive (Kerio) ${RECEIVED} <archived@x> archived`,
        `Koš (Kerio) ${RECEIVED} <bin@x> bin`,
        `TRASH ${RECEIVED} <deleted@x> deleted`,
        `Work/Deep ${RECEIVED} <deep@x> deep`,
        `DRAFT,STARRED ${RECEIVED} <draft@x> draft`,
        `SPAM,UNREAD ${RECEIVED} <junk@x> junk`,
        `INBOX ${RECEIVED} <read@x> read`,
        `SENT ${RECEIVED} <sent@x> sent`,
        `INBOX,STARRED ${RECEIVED} <starred@x> starred`,
        `INBOX,UNREAD ${RECEIVED} <unread@x> unread`,
      ].sort(),
    );
    expect([...google.mailbox(ANNA).labels.values()].filter((name) => name.startsWith('Work'))).toEqual([
      'Work',
      'Work/Deep',
    ]);
    const draft = [...google.mailbox(ANNA).messages.values()].find(({ labels }) => labels.has('DRAFT'));
    expect(draft?.how).toBe('draft');
  });

  test('a name that only Gmail knows to be taken gets another, and that is said', async () => {
    google.faults.add({
      on: /^POST \/gmail\/v1\/users\/me\/labels$/,
      times: 1,
      when: 'before',
      reply: { status: 400, body: { error: { code: 400, message: 'Invalid label name', errors: [] } } },
    });
    const { report } = await moveTo(google, makeStore({ Gearchiveerd: { items: [mail('a')] } }));
    expect(there()).toEqual([`_Gearchiveerd ${RECEIVED} <a@x> a`]);
    expect(report?.totals.failed).toBe(0);
  });

  test('what was sent is looked at in lists, label by label, where that costs less', async () => {
    const names = Array.from({ length: 12 }, (_, at) => `m${at}`);
    const flagged = (name: string, at: number) => mail(name, { flags: at % 3 === 0 ? 0 : at % 3 === 1 ? 1 : 5 });
    const { report } = await moveTo(google, makeStore({ INBOX: { items: names.map(flagged) }, Work: { items: [] } }));
    expect(report?.totals).toMatchObject({ exported: 12, failed: 0, notes: {} });
    expect(count(/^GET .*\/messages$/)).toBeGreaterThan(3);
    expect(count(/^GET .*\/messages\/\w+$/)).toBe(0);
  });

  test('a label that somebody removes meanwhile is made again', async () => {
    const mailbox = google.mailbox(ANNA);
    const store = makeStore({ Work: { items: [mail('a'), mail('b')] } });
    google.faults.add({
      on: /messages\/import$/,
      times: 1,
      when: 'before',
      reply: { status: 400, body: { error: { code: 400, message: 'Invalid label: Label_9', errors: [] } } },
    });
    mailbox.labels.delete('Label_9');
    const { report } = await moveTo(google, store);
    expect(report?.totals).toMatchObject({ exported: 2, failed: 0 });
  });
});

describe('copies', () => {
  test('of one message in several folders are one upload with all labels', async () => {
    const store = makeStore({
      INBOX: { items: [mail('a', { flags: 0 }), mail('b')] },
      Work: { items: [mail('a', { flags: 5 })], folders: { Deep: { items: [mail('a')] } } },
      'Deleted Items': { items: [mail('b'), mail('c')] },
    });
    const state = tempDir('state');
    const { report } = await moveTo(google, store, { stateDir: { state, logs: `${state}/logs` } });
    expect(report?.totals).toMatchObject({ found: 6, exported: 6, failed: 0 });
    expect(there()).toEqual([
      `INBOX ${RECEIVED} <b@x> b`,
      `INBOX,STARRED,Work,Work/Deep ${RECEIVED} <a@x> a`,
      `TRASH ${RECEIVED} <c@x> c`,
    ]);
    expect(count(/messages\/import$/)).toBe(3);
    const again = await moveTo(google, store, { stateDir: { state, logs: `${state}/logs` } });
    expect(again.plan.totals.messages).toBe(0);
  });

  test('that come later find what an earlier run has sent', async () => {
    const state = tempDir('state');
    const run = { stateDir: { state, logs: `${state}/logs` } };
    await moveTo(google, makeStore({ INBOX: { items: [mail('a')] } }), run);
    await moveTo(google, makeStore({ INBOX: { items: [mail('a')] }, Work: { items: [mail('a')] } }), run);
    expect(there()).toEqual([`INBOX,Work ${RECEIVED} <a@x> a`]);
    expect(count(/messages\/import$/)).toBe(1);
  });

  test('different messages with one Message-ID stay two', async () => {
    const head = `Message-ID: <same@x>\n${DATE}`;
    const store = makeStore({
      INBOX: { items: [mail('a', { head }), mail('b', { head, body: 'quite another\n' })] },
      Work: { items: [mail('b', { head, body: 'quite another\n' })] },
    });
    const { report } = await moveTo(google, store);
    expect(report?.totals).toMatchObject({ exported: 3, failed: 0 });
    const [first, second, ...more] = there();
    expect(more).toEqual([]);
    expect(first).toBe(`INBOX ${RECEIVED} <same@x> a`);
    expect(second).toMatch(/^INBOX,Work 1578020645 <[0-9a-f]{32}@kerio-exit\.invalid> b$/);
  });
});

describe('a message is made usable', () => {
  test.each([
    ['no Message-ID', DATE, `${RECEIVED} <made>`],
    ['a Message-ID without end', `Message-ID: <abc\n${DATE}`, `${RECEIVED} <made>`],
    ['no Date', 'Message-ID: <a@x>\n', `${RECEIVED} <a@x>`],
    ['a Date that nobody reads', 'Message-ID: <a@x>\nDate: yesterday\n', `${RECEIVED} <a@x>`],
    ['a Date without zone', 'Message-ID: <a@x>\nDate: Fri, 03 Jan 2020 01:00:00\n', '1578013200 <a@x>'],
    ['a Date in two lines', 'Message-ID: <a@x>\nDate: Fri, 03 Jan 2020\n 01:00:00 +0000\n', '1578013200 <a@x>'],
    ['a Date of two digits', 'Message-ID: <a@x>\nDate: 3 Jan 20 01:00:00 GMT\n', '1578013200 <a@x>'],
  ])('%s', async (_, head, expected) => {
    await moveTo(google, makeStore({ INBOX: { items: [mail('a', { head })] } }));
    const [line = ''] = there();
    expect(line.replace(/<[0-9a-f]{32}@kerio-exit\.invalid>/, '<made>')).toBe(`INBOX ${expected} a`);
  });

  test('what stood in a field that was changed is kept', async () => {
    const head = 'Message-ID: <a@x>\nDate: yesterday\n';
    await moveTo(google, makeStore({ INBOX: { items: [mail('a', { head })] } }));
    expect(google.mailbox(ANNA).lines()[0]).toContain(
      'Date: Fri, 03 Jan 2020 03:04:05 +0000\nX-Old-Date: yesterday\nFrom: jan@example.com\n',
    );
  });

  test('what Gmail does not import is repaired, and what it still does not import is inserted', async () => {
    const two = mail('two', { head: `Message-ID: <two@x>\n${DATE}From: other@example.com\n` });
    const program = mail('program', { body: 'Content-Disposition: attachment; filename="a.exe"\n' });
    const state = tempDir('state');
    const run = { stateDir: { state, logs: `${state}/logs` } };
    const { report } = await moveTo(google, makeStore({ INBOX: { items: [two, program, mail('c')] } }), run);
    expect(report?.totals).toMatchObject({ exported: 3, failed: 0 });
    const how = [...google.mailbox(ANNA).messages.values()].map((message) => [
      message.how,
      /^Subject: (.*)\r$/m.exec(message.raw.toString())?.[1],
    ]);
    expect(how.sort()).toEqual([
      ['import', 'c'],
      ['import', 'two'],
      ['insert', 'program'],
    ]);
    expect(google.mailbox(ANNA).lines().join()).toContain('From: other@example.com\nX-Old-From: jan@example.com\n');
  });

  test('a message above 5 MB goes in steps, and goes on where the connection broke', async () => {
    const body = 'x'.repeat(75).concat('\n').repeat(90_000);
    google.faults.add({ on: /^PUT /, times: 1, when: 'before', reply: null });
    const { report } = await moveTo(google, makeStore({ INBOX: { items: [mail('large', { body })] } }));
    expect(report?.totals).toMatchObject({ exported: 1, failed: 0 });
    expect(google.mailbox(ANNA).lines()[0]?.endsWith(`\n\n${body}`)).toBe(true);
    // Begun, broken in the first step, asked how far it came, sent the rest.
    expect(count(/^PUT /)).toBeGreaterThanOrEqual(3);
    expect(count(/^POST .*import$/)).toBe(1);
  });
});
