/** A destination during whose work the program is killed: between any two of its steps nothing happens any more. */
import type { Connection, Destination, DestinationAccount, OpenCollection } from '../../src/transfer/destination.js';

/** Thrown where the program dies. */
export class Killed extends Error {}

/** Counts steps, and ends everything at one of them. */
export class Killer {
  steps = 0;
  readonly #at: number;
  readonly #onKill: () => void;
  #dead = false;

  /** Dies at step number `at`, from 1; never with Infinity. `onKill` is called once, at that very moment. */
  constructor(at: number, onKill: () => void) {
    this.#at = at;
    this.#onKill = onKill;
  }

  get dead(): boolean {
    return this.#dead;
  }

  /** One step: before a call reaches the destination, or before its answer reaches us. */
  step(): void {
    if (this.#dead) throw new Killed();
    this.steps += 1;
    if (this.steps < this.#at) return;
    this.#dead = true;
    this.#onKill();
    throw new Killed();
  }

  async around<T>(work: () => Promise<T>): Promise<T> {
    this.step();
    const result = await work();
    this.step();
    return result;
  }
}

/** The destination, with a killer beside every call that it gets. */
export function killable(destination: Destination, killer: Killer): Destination {
  return {
    name: destination.name,
    takes: destination.takes,
    open: async (account, trace) => killableAccount(await destination.open(account, trace), killer),
  };
}

function killableAccount(account: DestinationAccount, killer: Killer): DestinationAccount {
  const { server, quota, largest, bytesPerDay } = account;
  return {
    server,
    quota,
    largest,
    bytesPerDay,
    place: (folders, rules) => account.place(folders, rules),
    connect: async () => killableConnection(await account.connect(), killer),
    close: () => account.close(),
  };
}

function killableConnection(connection: Connection, killer: Killer): Connection {
  return {
    get lost() {
      return connection.lost;
    },
    select: (place, how) => killer.around(async () => killableCollection(await connection.select(place, how), killer)),
    close: () => connection.close(),
  };
}

function killableCollection(collection: OpenCollection, killer: Killer): OpenCollection {
  return {
    get version() {
      return collection.version;
    },
    get size() {
      return collection.size;
    },
    get next() {
      return collection.next;
    },
    together: collection.together,
    ...(collection.ahead === undefined ? {} : { ahead: collection.ahead }),
    prepare: (opened, folder) => collection.prepare(opened, folder),
    expect: (opened, folder) => collection.expect(opened, folder),
    send: async (batch) => {
      killer.step();
      const { answer } = await collection.send(batch);
      const heard = answer.then((said) => {
        killer.step();
        return said;
      });
      heard.catch(() => undefined);
      return { answer: heard };
    },
    drained: async () => {
      await collection.drained();
      if (killer.dead) throw new Killed();
    },
    create: () => killer.around(() => collection.create()),
    refs: (from, again) => killer.around(() => collection.refs(from, again)),
    look: (refs, keys, onPresent) => killer.around(() => collection.look(refs, keys, onPresent)),
    fingerprints: (refs) => killer.around(() => collection.fingerprints(refs)),
    ...(collection.read === undefined
      ? {}
      : { read: (folder, items) => killer.around(async () => collection.read?.(folder, items)) }),
    ...(collection.remember === undefined ? {} : { remember: (revisions) => collection.remember?.(revisions) }),
    ...(collection.revisionOf === undefined
      ? {}
      : { revisionOf: (found, fingerprint) => collection.revisionOf?.(found, fingerprint) ?? '' }),
    ...(collection.exact === undefined ? {} : { exact: (opened, folder) => collection.exact?.(opened, folder) ?? '' }),
    ...(collection.waits === undefined
      ? {}
      : { waits: (message, folder) => collection.waits?.(message, folder) === true }),
    ...(collection.adopt === undefined
      ? {}
      : { adopt: (found) => killer.around(async () => collection.adopt?.(found)) }),
    ...(collection.update === undefined
      ? {}
      : {
          update: (changes, onDone) =>
            killer.around(async () =>
              collection.update?.(changes, (done) => {
                killer.step();
                onDone(done);
              }),
            ),
        }),
    renew: () => killer.around(() => collection.renew()),
    rest: () => killer.around(() => collection.rest()),
  };
}
