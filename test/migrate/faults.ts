/** One migration over a bad line, by a seed: run again until it is done, then everything has to be there exactly once. */
import { parseServerAddress } from '../../src/imap/address.js';
import { storeSource } from '../../src/migrate/store-source.js';
import { openStore } from '../../src/store/open.js';
import type { Dovecot } from '../servers/dovecot.js';
import { startFaultProxy } from '../servers/fault-proxy.js';
import { oddMailbox } from './odd-mail.js';
import { account, contents, lines, makeStore, migrateQuietly, options } from './support.js';

/** Runs after which a migration that never ends counts as failed. */
const RUNS = 5;

export interface FaultOutcome {
  readonly faults: readonly string[];
  readonly runs: number;
  readonly expected: readonly string[];
  readonly found: readonly string[];
}

/** Moves a mailbox of 300 odd messages to `user` over a line with faults. Odd seeds are encrypted. */
export async function migrateOverFaults(server: Dovecot, user: string, seed: number): Promise<FaultOutcome> {
  const encrypted = seed % 2 === 1;
  const { folders, expected } = oddMailbox(300, seed);
  const store = makeStore(folders);
  const proxy = await startFaultProxy(encrypted ? server.tlsPort : server.port, {
    seed,
    breaks: 6,
    bytesToBreak: 150_000,
    encrypted,
  });
  try {
    const scheme = encrypted ? 'imaps' : 'imap';
    const run = options(proxy.port, { source: storeSource(openStore(store)), accounts: [account(user)] });
    const address = parseServerAddress(`${scheme}://127.0.0.1:${proxy.port}`, !encrypted);
    const settings = { ...run, endpoint: { ...run.endpoint, address } };
    let runs = 0;
    for (let done = false; !done && runs < RUNS; runs += 1) {
      const { report } = await migrateQuietly(settings);
      done = report !== null && report.complete && report.totals.failed === 0;
    }
    return { faults: proxy.faults, runs, expected, found: lines(contents(server, user)) };
  } finally {
    await proxy.stop();
  }
}
