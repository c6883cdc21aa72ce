/** One migration over a bad line, by a seed: run again until it is done, then everything has to be there exactly once. */
import { join } from 'node:path';
import { parseServerAddress } from '../../src/protocols/imap/address.js';
import { imapDestination } from '../../src/destinations/imap/destination.js';
import { imapSource } from '../../src/sources/imap/imap-source.js';
import type { MailSource } from '../../src/transfer/source.js';
import { storeSource } from '../../src/sources/kerio/store-source.js';
import { openStore } from '../../src/store/open.js';
import { oddMailbox } from '../transfer/odd-mail.js';
import {
  account,
  contents,
  endpointAt,
  lines,
  makeStore,
  migrateQuietly,
  options,
  PASSWORD,
  passwordLogin,
} from '../transfer/support.js';
import { type Dovecot } from '../servers/dovecot.js';
import { type FaultProxy, startFaultProxy } from '../servers/fault-proxy.js';
import type { Proxy } from '../servers/proxy.js';
import { startRewritingProxy } from '../servers/rewriting-proxy.js';

/** So often a line breaks before it is good. */
const BREAKS = 6;
/** Runs after which a migration that never ends counts as failed: every break of both lines may cost one run. */
const RUNS = 2 * BREAKS + 2;
/** A byte that is changed on the way may be the length of a TLS record: then both sides wait, until one gives up. */
const timeoutMs = 20_000;
const MESSAGES = 300;

/** What the destination is able to do. */
export type Ability = 'everything' | 'one message a command' | 'no UIDs, waits for literals';

/** What is tried with a seed. */
export interface Trial {
  readonly seed: number;
  /** TLS: then bytes are changed on the way too. In the clear nobody would notice that. */
  readonly encrypted: boolean;
  readonly ability: Ability;
  /** From a live server over a bad line of its own; otherwise from the store. */
  readonly live: boolean;
}

export interface FaultOutcome {
  readonly faults: readonly string[];
  readonly runs: number;
  readonly expected: readonly string[];
  readonly found: readonly string[];
}

/** What a seed stands for: every combination in turn. */
export function trialOf(seed: number): Trial {
  const encrypted = seed % 2 === 1;
  const abilities: readonly Ability[] = ['everything', 'one message a command', 'no UIDs, waits for literals'];
  // Nothing of what an encrypted server says can be taken back on the way.
  const ability = encrypted ? 'everything' : (abilities[(seed >> 1) % 3] ?? 'everything');
  return { seed, encrypted, ability, live: seed % 5 === 0 };
}

/** Moves a mailbox of odd messages to `user` over a line with faults. A live source is the user `user` with `-from`. */
export async function migrateOverFaults(server: Dovecot, user: string, trial: Trial): Promise<FaultOutcome> {
  const { folders, expected } = oddMailbox(MESSAGES, trial.seed);
  const store = storeSource(openStore(makeStore(folders)));
  const lesser = await startLesserServer(server, trial.ability);
  const proxies: FaultProxy[] = [];
  const badLine = async (port: number, seed: number): Promise<number> => {
    const faults = { seed, breaks: BREAKS, bytesToBreak: 150_000, encrypted: trial.encrypted };
    const proxy = await startFaultProxy(port, faults);
    proxies.push(proxy);
    return proxy.port;
  };
  const port = trial.encrypted ? server.tlsPort : server.port;
  try {
    const to = await badLine(lesser?.port ?? port, trial.seed);
    const source = trial.live
      ? await liveSource(server, `${user}-from`, store, address(await badLine(port, -trial.seed), trial))
      : store;
    const run = options(to, { source, accounts: [account(user, { sourcePassword: PASSWORD })] });
    const endpoint = { ...endpointAt(to), address: address(to, trial), timeoutMs };
    const { runs } = await runUntilDone({
      ...run,
      destinations: [imapDestination({ endpoint, login: passwordLogin })],
    });
    const faults = proxies.flatMap((proxy) => proxy.faults);
    return { faults, runs, expected, found: lines(contents(server, user)) };
  } finally {
    for (const proxy of proxies) await proxy.stop();
    await lesser?.stop();
  }
}

/** Fills a mailbox, and gives it as a source that is reached over another address. */
async function liveSource(
  server: Dovecot,
  user: string,
  store: MailSource,
  at: ReturnType<typeof address>,
): Promise<MailSource> {
  const run = options(server.port, { source: store, accounts: [account(user)] });
  await migrateQuietly(run);
  return imapSource({
    endpoint: { ...endpointAt(server.port), address: at, timeoutMs },
    login: () => ({ kind: 'password', user, password: PASSWORD }),
    retry: run.retry,
    spoolDir: join(run.stateDir.state, 'spool'),
  });
}

function address(port: number, { encrypted }: Trial): ReturnType<typeof parseServerAddress> {
  return parseServerAddress(`${encrypted ? 'imaps' : 'imap'}://127.0.0.1:${port}`, !encrypted);
}

/** The server without some of what it is able to do; null for the server itself. */
async function startLesserServer({ port }: Dovecot, ability: Ability): Promise<Proxy | null> {
  switch (ability) {
    case 'everything':
      return null;
    case 'one message a command':
      return startRewritingProxy(port, (line) => line.replace(/ MULTIAPPEND/g, ''));
    case 'no UIDs, waits for literals':
      return startRewritingProxy(port, (line) =>
        line.replace(/\[APPENDUID [^\]]*\] /, '').replace(/ (LITERAL\+|MULTIAPPEND|UIDPLUS)/g, ''),
      );
  }
}

async function runUntilDone(run: Parameters<typeof migrateQuietly>[0]): Promise<{ readonly runs: number }> {
  for (let runs = 1; ; runs += 1) {
    const { report } = await migrateQuietly(run);
    const isDone = report !== null && report.complete && report.totals.failed === 0;
    if (isDone || runs === RUNS) return { runs };
  }
}
