/**
 * Whether everything that is written now comes behind everything that was written at an earlier run. That shows only while the
 * folders are gone through; so a job appends until something speaks against it, and then begins anew. As a rule nothing does,
 * and no folder need be read twice.
 */
import type { LedgerLine } from '../../ledger/line.js';

/** The job cannot be had by appending. */
export class NotInOrder extends Error {
  constructor() {
    super('the earlier output has to be written anew');
    this.name = 'NotInOrder';
  }
}

/** What a job that appends is told of its items, in their order. Each call throws `NotInOrder` where it may not go on. */
export class AppendOrder {
  readonly #mirror: boolean;
  readonly #isAt: (line: LedgerLine) => boolean;
  #newSeen = false;

  /** `isAt`: whether a message still lies in the mbox where its line says. */
  constructor({ mirror, isAt }: { readonly mirror: boolean; readonly isAt: (line: LedgerLine) => boolean }) {
    this.#mirror = mirror;
    this.#isAt = isAt;
  }

  /** An item stays as it is: in the mbox nothing new may lie before it. */
  unchanged(line: LedgerLine): void {
    if (this.#newSeen && line.result === 'exported') throw new NotInOrder();
    demandMail(line);
  }

  /** An item is new, or another than before; `line`: what it was. */
  changed(line: LedgerLine | null): void {
    if (line?.result === 'exported') throw new NotInOrder();
    this.#newSeen = true;
  }

  /** The store has it no more: it stays where it is, unless the output is to follow the store. */
  gone(line: LedgerLine): void {
    demandMail(line);
    if (line.result !== 'exported') return;
    if (this.#mirror || this.#newSeen || !this.#isAt(line)) throw new NotInOrder();
  }

  /** Folders that are gone stand between the others by their names: what is new in any must not come before them. */
  goneFolders(count: number): void {
    if (count > 0 && this.#newSeen) throw new NotInOrder();
  }

  /** A folder cannot be listed: nobody knows what is new in it. */
  unlisted(): void {
    throw new NotInOrder();
  }
}

/** Bundles are always made whole: with one in the job, everything is read again. */
function demandMail({ result, kind }: LedgerLine): void {
  if (result === 'exported' && kind !== 'mail') throw new NotInOrder();
}
