import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Dovecot, startDovecot } from '../servers/dovecot.js';
import { startRewritingProxy } from '../servers/rewriting-proxy.js';
import { oddMailbox } from './odd-mail.js';
import { contents, lines, makeStore, migrateStore, PASSWORD } from './support.js';
import { tempDir } from '../support/temp.js';

describe('a mailbox of odd messages is at the destination exactly once', () => {
  let server: Dovecot;
  beforeAll(async () => {
    const names = ['once', 'scan', 'several', 'old'];
    server = await startDovecot({ users: Object.fromEntries(names.map((name) => [name, PASSWORD])) });
  });
  afterAll(() => server.stop());

  test('after one run, and after a second one with the journal', async () => {
    const { folders, expected } = oddMailbox(300, 7);
    const sent = expected.length;
    const store = makeStore(folders);
    const state = tempDir('state');
    const run = { stateDir: { state, logs: `${state}/logs` } };
    const first = await migrateStore(store, server, 'once', run);
    expect(first.report?.totals).toMatchObject({
      found: 300,
      exported: sent,
      skipped: 300 - sent,
      copied: sent,
      failed: 0,
    });
    const reasons = first.report?.skipped.map(({ reason }) => reason);
    expect([...new Set(reasons)]).toEqual(['the file is empty (0 bytes)']);
    expect(lines(contents(server, 'once'))).toEqual(expected);
    const second = await migrateStore(store, server, 'once', run);
    expect(second.report?.totals).toMatchObject({ exported: sent, copied: 0, before: sent, present: 0, failed: 0 });
    expect(lines(contents(server, 'once'))).toEqual(expected);
  });

  test('after a second run without the journal of the first', async () => {
    const { folders, expected } = oddMailbox(300, 8);
    const sent = expected.length;
    const store = makeStore(folders);
    await migrateStore(store, server, 'scan');
    const again = await migrateStore(store, server, 'scan');
    expect(again.report?.totals).toMatchObject({ exported: sent, copied: 0, present: sent, failed: 0 });
    expect(lines(contents(server, 'scan'))).toEqual(expected);
  });

  test('over several connections at once', async () => {
    const { folders, expected } = oddMailbox(300, 9);
    const sent = expected.length;
    const more = { connections: { perAccount: 3, total: 6 } };
    const { report } = await migrateStore(makeStore(folders), server, 'several', more);
    expect(report?.totals).toMatchObject({ copied: sent, failed: 0 });
    expect(lines(contents(server, 'several'))).toEqual(expected);
  });

  test('on a server that tells no UIDs, waits for large literals and takes one message at a time', async () => {
    const proxy = await startRewritingProxy(server.port, (line) =>
      line
        .replace(/\[APPENDUID [^\]]*\] /, '')
        .replace(/ (LITERAL\+|MULTIAPPEND|UIDPLUS)/g, (name) => (name === ' LITERAL+' ? ' LITERAL-' : '')),
    );
    const { folders, expected } = oddMailbox(300, 10);
    const sent = expected.length;
    const store = makeStore(folders);
    const state = tempDir('state');
    const run = { stateDir: { state, logs: `${state}/logs` } };
    for (const counts of [
      { copied: sent, before: 0 },
      { copied: 0, before: sent },
    ]) {
      const { report } = await migrateStore(store, proxy, 'old', run);
      expect(report?.totals).toMatchObject({ ...counts, present: 0, failed: 0 });
    }
    await proxy.stop();
    expect(lines(contents(server, 'old'))).toEqual(expected);
  });
});
