/** A ManageSieve server as a destination of rules for mail: one script a user, not in use unless that is asked for. */
import { ConnectError, ConnectionLost } from '../../core/failures.js';
import type { Login } from '../../core/login.js';
import { SieveClient, type SieveSetup } from '../../protocols/sieve/client.js';
import type { Connection, Destination, DestinationAccount, OpenCollection, Place } from '../../transfer/destination.js';
import type { Account } from '../../transfer/plan/users-file.js';
import type { SourceFolder } from '../../transfer/source.js';
import { SCRIPT, ScriptCollection } from './script.js';

export interface SieveDestinationSetup extends Omit<SieveSetup, 'login' | 'trace'> {
  readonly login: (account: Account) => Login;
  /** How the server is written. */
  readonly name: string;
  /** The rules are to be used at once. */
  readonly activate: boolean;
}

/** A live ManageSieve server to be filled. */
export function sieveDestination(setup: SieveDestinationSetup): Destination {
  const { name, activate, login, ...reach } = setup;
  return {
    name,
    takes: new Set(['filters']),
    check: async (account, trace) => {
      const client = await SieveClient.connect({ ...reach, login: login(account), trace });
      const scripts = await client.list();
      const { extensions, implementation } = client;
      client.close();
      const active = scripts.find((script) => script.active)?.name ?? null;
      const used = active === null ? 'none is in use' : `${active} is in use`;
      const instead = activate && active !== null && active !== SCRIPT ? `: ${SCRIPT} will take its place` : '';
      return [
        { what: 'login', ok: true, words: implementation, remedy: null },
        { what: 'scripts', ok: true, words: `${scripts.length}, ${used}${instead}`, remedy: null },
        { what: 'extensions', ok: true, words: [...extensions].sort().join(' '), remedy: null },
      ];
    },
    open: async (account, trace) => {
      const again = (): Promise<SieveClient> => SieveClient.connect({ ...reach, login: login(account), trace });
      const client = await again();
      try {
        return new SieveAccount(client, again, activate, await client.list());
      } catch (error) {
        client.close();
        throw error instanceof ConnectionLost ? new ConnectError('network', error.message, error) : error;
      }
    },
  };
}

class SieveAccount implements DestinationAccount {
  readonly server: string;
  readonly quota = null;
  readonly largest = null;
  readonly bytesPerDay = null;
  readonly #again: () => Promise<SieveClient>;
  readonly #activate: boolean;
  /** Nothing is left to do but to see whether the journal says so. */
  readonly #isSettled: boolean;
  #spare: SieveClient | null;

  constructor(
    client: SieveClient,
    again: () => Promise<SieveClient>,
    activate: boolean,
    scripts: readonly { readonly name: string; readonly active: boolean }[],
  ) {
    this.server = client.implementation;
    this.#spare = client;
    this.#again = again;
    this.#activate = activate;
    this.#isSettled = !activate || scripts.some(({ name, active }) => name === SCRIPT && active);
  }

  place(folders: readonly SourceFolder[]): readonly Place[] {
    const version = this.#isSettled ? '1' : null;
    return folders.map((folder) => ({
      ...{
        folder,
        ref: SCRIPT,
        path: [`script ${SCRIPT}`],
        rule: 'a script of its own',
        exists: true,
        version,
        role: null,
      },
    }));
  }

  async connect(): Promise<Connection> {
    const spare = this.#spare;
    this.#spare = null;
    const client = spare !== null && spare.lost === null ? spare : await this.#again();
    return new SieveConnection(client, this.#activate);
  }

  close(): Promise<void> {
    this.#spare?.close();
    this.#spare = null;
    return Promise.resolve();
  }
}

class SieveConnection implements Connection {
  readonly #client: SieveClient;
  readonly #activate: boolean;

  constructor(client: SieveClient, activate: boolean) {
    this.#client = client;
    this.#activate = activate;
  }

  get lost(): ConnectionLost | null {
    return this.#client.lost;
  }

  async select(): Promise<OpenCollection> {
    const script = new ScriptCollection(this.#client, this.#activate);
    await script.renew();
    return script;
  }

  close(): Promise<void> {
    this.#client.close();
    return Promise.resolve();
  }
}
