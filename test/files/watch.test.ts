import { appendFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { DEFAULT_OPTIONS } from '../../src/files/plan/options.js';
import type { ExportResult } from '../../src/files/export.js';
import { Burst, QUICK } from '../../src/store/watch/burst.js';
import { FolderPoll } from '../../src/store/watch/poll.js';
import { type WatchRequest, watchStore } from '../../src/files/watch/watch-export.js';
import { writeReport } from '../../src/report/json.js';
import { buildFolder, buildMailbox } from '../support/store-builder.mjs';
import { tempDir } from '../support/temp.js';
import { writeZip } from '../support/zip.js';
import { exportTo, ledger, makeStore, message, newOut, snapshot } from './support.js';

/** A watch under way, and what a test may wait for. */
class Running {
  readonly problems: string[] = [];
  readonly #stop = new AbortController();
  readonly #done: Promise<ExportResult>;
  #results: ExportResult[] = [];
  #listen: () => void = () => undefined;

  constructor(request: Pick<WatchRequest, 'source' | 'out'> & Partial<WatchRequest>) {
    this.#done = watchStore(
      { options: DEFAULT_OPTIONS, jobs: 1, poll: false, untilQuiet: null, signal: this.#stop.signal, ...request },
      {
        onCurrent: (_, result) => {
          if (result !== null) this.#results.push(result);
          this.#listen();
        },
        onProblem: (text) => this.problems.push(text),
      },
    );
    this.#done.catch(() => undefined);
    onTestFinished(async () => {
      this.#stop.abort();
      await this.#done.catch(() => undefined);
    });
  }

  /** Waits until so many items are in the output. */
  async items(count: number): Promise<void> {
    while ((this.#results.at(-1)?.sums.exported ?? -1) !== count) {
      await new Promise<void>((resolve) => {
        this.#listen = resolve;
      });
    }
  }

  get rounds(): number {
    return this.#results.length;
  }

  async stop(): Promise<ExportResult> {
    this.#stop.abort();
    return this.#done;
  }

  async end(): Promise<ExportResult> {
    return this.#done;
  }
}

/** What a server does when a mail arrives: the file, then its record. */
function deliver(folder: string, uid: number, text: string, received = 1_600_000_000): void {
  const stem = uid.toString(16).padStart(8, '0');
  writeFileSync(join(folder, '#msgs', `${stem}.eml`), message(text));
  appendFileSync(join(folder, 'index.fld'), `U${stem} F00000000 S1 T${received.toString(16)} CIPM.Note\n`);
}

async function freshExport(source: string): Promise<Record<string, string>> {
  const out = newOut();
  await exportTo(out, source);
  return snapshot(out);
}

describe.each([
  ['told by the system', false],
  ['looking by itself', true],
])('a watch %s', (_, poll) => {
  test('takes over new mail, new folders, new users, moved and changed mail', async () => {
    const { source, mailbox } = makeStore({ Work: { items: [{ uid: 1, bytes: message('one') }] } });
    const out = newOut();
    const watch = new Running({ source, out, poll });
    await watch.items(1);

    deliver(join(mailbox, 'INBOX'), 2, 'two');
    await watch.items(2);

    buildFolder(join(mailbox, 'Work', 'Deeper'), { items: [{ uid: 7, bytes: message('deep') }] });
    await watch.items(3);

    buildMailbox(join(mailbox, '..', 'new.user'), { folders: { INBOX: { items: [{ bytes: message('hello') }] } } });
    await watch.items(4);
    deliver(join(mailbox, '..', 'new.user', 'INBOX'), 9, 'for the new one');
    await watch.items(5);

    mkdirSync(join(mailbox, 'Empty'));
    mkdirSync(join(mailbox, 'Empty', '#msgs'));
    writeFileSync(join(mailbox, 'Empty', '#msgs', '00000001.eml'), message('without a record'));
    await watch.items(6);

    const index = join(mailbox, 'Work', 'index.fld');
    writeFileSync(index, 'U00000001 F00000001 S1 T5e0ea151 CIPM.Note\n');
    renameSync(join(mailbox, 'Empty', '#msgs', '00000001.eml'), join(mailbox, 'Empty', '#msgs', '00000005.eml'));
    const result = await watch.stop();
    expect(result.interrupted).toBe(false);
    expect(ledger(out).find(({ folder, uid }) => folder[0] === 'Work' && uid === 1)?.flags).toEqual(['\\Seen']);
    rmSync(join(mailbox, 'Empty'), { recursive: true });
    await exportTo(out, source, {}, { mirror: true });
    expect(snapshot(out)).toEqual(await freshExport(source));
    expect(watch.problems).toEqual([]);
  });

  test('leaves what an export leaves, while a server writes without a pause', async () => {
    const { source, mailbox } = makeStore({ Work: { items: [] } });
    const out = newOut();
    const watch = new Running({ source, out, poll });
    await watch.items(0);
    for (let uid = 1; uid <= 60; uid += 1) {
      deliver(join(mailbox, uid % 3 === 0 ? 'Work' : 'INBOX'), uid, `mail ${uid}`);
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
    await watch.items(60);
    await watch.stop();
    expect(snapshot(out)).toEqual(await freshExport(source));
  });
});

test('what changed before Ctrl-C is exported, and the same folder goes on later', async () => {
  const { source, mailbox } = makeStore({ Work: { items: [{}] } });
  const out = newOut();
  const watch = new Running({ source, out });
  await watch.items(1);
  deliver(join(mailbox, 'INBOX'), 2, 'last minute');
  expect((await watch.stop()).sums.exported).toBe(2);
  deliver(join(mailbox, 'INBOX'), 3, 'while nobody watched');
  const second = new Running({ source, out });
  await second.items(3);
  expect(snapshot(out)).toEqual(await freshExport(source));
});

test('ends by itself when nothing changes', async () => {
  const { source, mailbox } = makeStore({ Work: { items: [{}] } });
  const watch = new Running({ source, out: newOut(), untilQuiet: 1500 });
  await watch.items(1);
  deliver(join(mailbox, 'INBOX'), 2, 'two');
  expect((await watch.end()).sums.exported).toBe(2);
});

test('Ctrl-C during the first export interrupts it', async () => {
  const { source } = makeStore({ Work: { items: [{}] } });
  const watch = new Running({ source, out: newOut(), signal: AbortSignal.abort() });
  expect((await watch.end()).interrupted).toBe(true);
});

test('a store that is away for a while is not taken for an empty one', async () => {
  const { source, mailbox } = makeStore({ Work: { items: [{}] } });
  const out = newOut();
  const watch = new Running({ source, out, poll: true });
  await watch.items(1);
  renameSync(join(source, 'store'), join(source, 'away'));
  while (watch.problems.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
  renameSync(join(source, 'away'), join(source, 'store'));
  deliver(join(mailbox, 'INBOX'), 2, 'back again');
  await watch.items(2);
  await watch.stop();
  expect(snapshot(out)).toEqual(await freshExport(source));
});

test('backups are not watched', async () => {
  const dir = tempDir('backup');
  writeZip(join(dir, 'F20200103T020405Z.zip'), [
    { name: 'company.com/jan/INBOX/#msgs/00000001.eml', bytes: Buffer.from(message('one')) },
  ]);
  await expect(new Running({ source: dir, out: newOut() }).end()).rejects.toThrow('a set of backups');
});

test('mail that came after the switch is listed in the report', async () => {
  const { source, mailbox } = makeStore({ Work: { items: [{ received: 1_599_999_999 }] } });
  deliver(join(mailbox, 'INBOX'), 5, 'late', 1_600_000_000);
  const out = newOut();
  const report = await writeReport(await exportTo(out, source), DEFAULT_OPTIONS, 1_600_000_000);
  expect(report.late).toEqual({
    since: '2020-09-13T12:26:40Z',
    count: 1,
    leftOut: 0,
    items: [
      {
        mailbox: 'jan@company.com',
        folder: ['INBOX'],
        uid: 5,
        receivedAt: '2020-09-13T12:26:40Z',
        result: 'exported',
        reason: null,
        file: 'mail/jan@company.com/INBOX.mbox',
      },
    ],
  });
  expect((await writeReport(await exportTo(out, source), DEFAULT_OPTIONS)).late).toBeNull();
});

test('a burst ends with a pause, or after two seconds without one', () => {
  const burst = new Burst(QUICK);
  expect(burst.due(0)).toBe(Infinity);
  burst.add('a', 1000);
  expect(burst.due(1000)).toBe(400);
  burst.add('b', 1300);
  burst.add('a', 1350);
  expect(burst.due(1350)).toBe(400);
  burst.add('a', 2900);
  expect(burst.due(2900)).toBe(100);
  expect(burst.due(5000)).toBe(0);
  expect([...burst.take()]).toEqual(['a', 'b']);
  expect(burst.due(5000)).toBe(Infinity);
});

test('looking finds each kind of change, once it is certain that nothing went unseen', () => {
  const { mailbox } = makeStore({ Work: { items: [{}] } });
  const poll = new FolderPoll([mailbox]);
  const settled = Date.now() + 60_000;
  const all = [mailbox, join(mailbox, 'INBOX'), join(mailbox, 'Work')];
  expect(poll.changed(Date.now()).sort()).toEqual(all);
  // All of it is younger than the clock of the disk can tell apart.
  expect(poll.changed(Date.now()).sort()).toEqual(all);
  expect(poll.changed(settled).sort()).toEqual(all);
  expect(poll.changed(settled)).toEqual([]);
  writeFileSync(join(mailbox, 'Work', '#msgs', '0000000a.eml'), '');
  expect(poll.changed(settled)).toEqual([join(mailbox, 'Work')]);
  appendFileSync(join(mailbox, 'INBOX', 'index.fld'), 'U0000000a\n');
  expect(poll.changed(settled)).toEqual([join(mailbox, 'INBOX')]);
  mkdirSync(join(mailbox, 'Work', 'Deeper'));
  expect(poll.changed(settled).sort()).toEqual([join(mailbox, 'Work'), join(mailbox, 'Work', 'Deeper')]);
  rmSync(join(mailbox, 'Work'), { recursive: true });
  expect(poll.changed(settled)).toEqual([mailbox]);
});
