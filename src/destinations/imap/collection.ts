/** A mailbox of an IMAP server, open for filling. */
import { AppendPipeline, takesMultiAppend } from '../../protocols/imap/append-pipeline.js';
import { bytesOf } from '../../protocols/imap/data-items.js';
import { CommandRefused } from '../../protocols/imap/failures.js';
import { type FlagRules, flagRules } from '../../protocols/imap/flags.js';
import { parseInternalDate } from '../../protocols/imap/internal-date.js';
import {
  createMailbox,
  fetchItems,
  openMailbox,
  searchUids,
  type SelectedMailbox,
  storedFlags,
  unselectMailbox,
} from '../../protocols/imap/mailbox.js';
import { BODY_SAMPLE, bodyFingerprint, KEY_FIELDS, messageKey } from '../../protocols/imap/message-key.js';
import { classifyRefusal } from '../../protocols/imap/refusal.js';
import type { ServerProfile } from '../../protocols/imap/server-profile.js';
import type { Session } from '../../protocols/imap/session.js';
import { SlabPool } from '../../protocols/imap/slabs.js';
import { appendUids, describeStatus, type Status } from '../../protocols/imap/status.js';
import type {
  Answer,
  Change,
  Expectation,
  Found,
  OpenCollection,
  Prepared,
  Present,
  Ready,
  Ref,
} from '../../transfer/destination.js';
import type { OpenedMessage } from '../../transfer/source.js';
import { addFlags, changeFlags } from './flag-changes.js';
import { expectMessage, makeReady } from './prepare.js';

/** How far writing runs ahead of the answers. */
const WINDOW = { bytes: 4 * 1024 * 1024, commands: 128 };

export interface CollectionSetup {
  readonly session: Session;
  readonly wireName: string;
  readonly profile: ServerProfile;
  /** Octets; null for no limit. */
  readonly largest: number | null;
}

export class ImapCollection implements OpenCollection {
  readonly together: { readonly items: number; readonly bytes: number };
  readonly #setup: CollectionSetup;
  readonly #pipeline: AppendPipeline;
  readonly #memory = new SlabPool();
  #selected: SelectedMailbox;

  /** `selected` is what SELECT told of it. */
  constructor(setup: CollectionSetup, selected: SelectedMailbox) {
    this.#setup = setup;
    this.#selected = selected;
    this.#pipeline = new AppendPipeline(setup.session, setup.wireName, WINDOW);
    const most = takesMultiAppend(setup.session.capabilities) ? Infinity : 1;
    this.together = { items: most, bytes: Infinity };
  }

  get version(): string {
    return this.#selected.uidValidity;
  }

  get size(): number {
    return this.#selected.exists;
  }

  get next(): number {
    return this.#selected.uidNext;
  }

  get #flags(): FlagRules {
    return flagRules(this.#setup.profile, this.#selected.permanentFlags);
  }

  prepare(opened: OpenedMessage): Ready {
    const { profile, largest } = this.#setup;
    return makeReady(opened, { profile, largest, flags: this.#flags, memory: this.#memory });
  }

  expect(opened: Exclude<OpenedMessage, { problem: string }>): Expectation {
    return expectMessage(opened, { profile: this.#setup.profile, flags: this.#flags });
  }

  async send(batch: readonly Prepared[]): Promise<{ readonly answer: Promise<Answer> }> {
    const messages = batch.map(({ flags, date, body }) => ({ flags, date, literal: body }));
    const { answer } = await this.#pipeline.append(messages);
    return { answer: answer.then((status) => this.#answer(status, batch.length)) };
  }

  drained(): Promise<void> {
    return this.#pipeline.drained();
  }

  create(): Promise<void> {
    return createMailbox(this.#setup.session, this.#setup.wireName, null);
  }

  async refs(from: number, again: boolean): Promise<readonly number[]> {
    // Only a command that says nothing by itself makes some servers look again.
    if (again) await this.#setup.session.run('NOOP');
    return searchUids(this.#setup.session, from);
  }

  async look(refs: readonly Ref[] | null, keys: boolean, onPresent: (present: Present) => void): Promise<void> {
    if (refs === null && this.size === 0) return;
    const items = keys ? `FLAGS INTERNALDATE BODY.PEEK[HEADER.FIELDS (${KEY_FIELDS})]` : 'FLAGS INTERNALDATE';
    await fetchItems(this.#setup.session, refs === null ? '1:*' : uidsOf(refs), items, (ref, values) => {
      const header = [...values].find(([name]) => name.startsWith('BODY['));
      if (keys && header === undefined) return;
      const date = values.get('INTERNALDATE');
      onPresent({
        ref,
        key: header === undefined ? '' : messageKey(bytesOf(header[1])),
        flags: storedFlags(values),
        date: typeof date === 'string' ? parseInternalDate(date) : null,
      });
    });
  }

  async fingerprints(refs: readonly Ref[]): Promise<ReadonlyMap<Ref, string>> {
    const fingerprints = new Map<Ref, string>();
    await fetchItems(this.#setup.session, uidsOf(refs), `BODY.PEEK[TEXT]<0.${BODY_SAMPLE}>`, (uid, values) => {
      const body = [...values].find(([name]) => name.startsWith('BODY['));
      if (body !== undefined) fingerprints.set(uid, bodyFingerprint(bytesOf(body[1])));
    });
    return fingerprints;
  }

  adopt(found: readonly Found[]): Promise<void> {
    return addFlags(this.#setup.session, this.#flags, found);
  }

  update(changes: readonly Change[], onDone: (done: readonly Change[]) => void): Promise<void> {
    return changeFlags(this.#setup.session, this.#flags, changes, onDone);
  }

  /** New mail is only seen by who selects the mailbox anew. */
  async renew(): Promise<void> {
    this.#selected = await openMailbox(this.#setup.session, this.#setup.wireName, 'SELECT');
  }

  rest(): Promise<void> {
    return unselectMailbox(this.#setup.session);
  }

  #answer(status: Status, count: number): Answer {
    const { session, wireName } = this.#setup;
    session.note(`APPEND ${wireName}, ${count} messages: ${describeStatus(status)}`);
    if (status.status !== 'OK')
      return { refusal: classifyRefusal(status), error: new CommandRefused(`APPEND ${wireName}`, status) };
    const told = appendUids(status);
    // UIDs of another UIDVALIDITY than the one selected, or not as many as messages, tell nothing: they are looked up.
    return { stored: told?.validity === this.version && told.uids.length === count ? told.uids : [] };
  }
}

/** References of an IMAP mailbox are UIDs. In ascending order they make short sets. */
export function uidsOf(refs: readonly Ref[]): number[] {
  return refs.map(Number).sort((a, b) => a - b);
}
