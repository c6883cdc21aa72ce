/**
 * Who may write to groups, over the Groups Settings API: a new group takes mail of its own domain alone, so that what customers write to it
 * would bounce. Groups that we made are set as the old server had them; those that were there before are compared and left alone. Until a
 * group of ours is set, its description says so: that is how a run knows those of one that was killed.
 */
import { cut } from '../cut.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { type GooglePosting, googlePosting } from '../../../exporters/accounts/google-posting.js';
import type { PlannedGroup } from '../../../exporters/accounts/plan-types.js';
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';
import { TokenRefused } from '../../../protocols/http/service-account.js';
import type { AccountStep } from '../../../transfer/destination.js';
import { remedyFor } from '../remedies.js';
import type { Directory } from './directory.js';
import type { Patience } from './patience.js';

/** What this needs besides the calls. */
export interface PostingSetup {
  readonly clientId: string | null;
  readonly dryRun: boolean;
  readonly patience: Patience;
}

/** How often a group that was made just now is asked for: the Directory knows it at once, its settings come a little later. */
const LOOKS = 6;

const MARK = '(being set up: who may write to it is not settled yet)';
/** Characters of a description that Google takes. */
const LONGEST = 4096;

/** The description of a group that is not set yet. */
export function unfinished(description: string): string {
  return `${described(description, LONGEST - MARK.length - 1)} ${MARK}`.trim();
}

/** Whether a run of ours made a group and did not come to set it. */
export function isUnfinished(description = ''): boolean {
  return description.endsWith(MARK);
}

function described(description: string, length = LONGEST): string {
  return cut(description, length);
}

type Written = GooglePosting & { readonly [name: string]: unknown };

export class GroupPosting {
  readonly #settings: GoogleClient;
  readonly #directory: Directory;
  readonly #setup: PostingSetup;
  /** The right is missing, or the API is switched off: what to click. */
  #missing: string | null = null;

  constructor(settings: GoogleClient, directory: Directory, setup: PostingSetup) {
    this.#settings = settings;
    this.#directory = directory;
    this.#setup = setup;
  }

  /** Whether groups can be set, as far as is known. */
  get canSet(): boolean {
    return this.#missing === null;
  }

  /** Whether the right is there: it costs nothing else, and is said before anything is made. Rejects with ConnectionLost. */
  async authorize(): Promise<readonly AccountStep[]> {
    try {
      await this.#settings.authorize();
      return [];
    } catch (error) {
      if (!(error instanceof TokenRefused)) throw error;
      return this.#without(error);
    }
  }

  /** Sets or compares a group that is there, or that a plan would make. `unfinished`: a run that was killed made it. Rejects with ConnectionLost. */
  async settle(
    group: PlannedGroup,
    address: string,
    became: AccountStep['state'] | 'unfinished',
  ): Promise<readonly AccountStep[]> {
    const wanted = googlePosting(group.posting);
    if (became === 'failed') return [];
    const isOurs = became === 'made' || became === 'unfinished';
    const words = became === 'unfinished' ? `${LEFT}: ${inWords(group.posting)}` : inWords(group.posting);
    if (became === 'to make' || (became === 'unfinished' && this.#setup.dryRun))
      return this.#missing === null ? [stepOf(address, 'to make', words)] : [];
    if (this.#missing !== null) return isOurs ? [stepOf(address, 'failed', bounces(address, wanted))] : [];
    try {
      const there = await this.#read(address, became === 'made');
      if (!isOurs)
        return [stepOf(address, 'there', isLike(there, wanted) ? '' : differs(address, there, wanted, group.posting))];
      if (!isLike(there, wanted)) await this.#write(address, wanted);
      await this.#finish(address, group.description);
      return [stepOf(address, 'made', words)];
    } catch (error) {
      if (!(error instanceof GoogleError) && !(error instanceof TokenRefused)) throw error;
      const isOff = error instanceof TokenRefused || error.advice.kind === 'stop';
      const first = isOff ? this.#without(error) : [];
      const why = isOurs
        ? `${bounces(address, wanted)} (${error.message}); or run the same command again`
        : error.message;
      return [...first, ...(isOurs || !isOff ? [stepOf(address, 'failed', why)] : [])];
    }
  }

  async #write(address: string, body: GooglePosting): Promise<void> {
    const path = encodeURIComponent(address);
    await this.#settings.call({ method: 'PATCH', path, query: { alt: 'json' }, body, repeatable: true });
  }

  /** It is set: its description is what it was on the old server. */
  async #finish(address: string, description: string): Promise<void> {
    const path = `groups/${encodeURIComponent(address)}`;
    const body = { description: described(description) };
    await this.#directory.change({ method: 'PATCH', path, body, repeatable: true }, { fresh: true });
  }

  async #read(address: string, isNew: boolean): Promise<Written> {
    const { looks, pauseMs } = this.#setup.patience;
    for (let left = isNew ? Math.min(looks, LOOKS) : 1; ; ) {
      try {
        const query = { alt: 'json' };
        return await this.#settings.call<Written>({ method: 'GET', path: encodeURIComponent(address), query });
      } catch (error) {
        left -= 1;
        if (left <= 0 || !(error instanceof GoogleError) || error.advice.kind !== 'missing') throw error;
        await sleep(pauseMs);
      }
    }
  }

  #without(error: GoogleError | TokenRefused): readonly AccountStep[] {
    this.#missing = remedyFor(error, 'groupSettings', { user: this.#settings.user, clientId: this.#setup.clientId });
    const effect = this.#setup.dryRun ? 'new groups would take no mail from outside' : 'who may write cannot be set';
    return [stepOf('all groups', 'failed', `${effect}: ${this.#missing}`)];
  }
}

const LEFT = 'an earlier run did not come to it';

function stepOf(name: string, state: AccountStep['state'], words: string): AccountStep {
  return { what: 'posting', name, state, words };
}

function isLike(there: GooglePosting, wanted: GooglePosting): boolean {
  return (
    there.whoCanPostMessage === wanted.whoCanPostMessage &&
    there.messageModerationLevel === wanted.messageModerationLevel
  );
}

function inWords(posting: PlannedGroup['posting']): string {
  if (posting === null) return 'anyone may write to it; look at it: what the old list said of that was not understood';
  const who = {
    anyone: 'anyone may write to it',
    members: 'members may write to it',
    moderators: 'managers may write to it',
  };
  const approval = {
    none: '',
    'non-members': ', a manager approves what others than members write',
    all: ', a manager approves each message',
  };
  return who[posting.who] + approval[posting.approval];
}

function commandFor(address: string, { whoCanPostMessage, messageModerationLevel }: GooglePosting): string {
  const set = `whocanpostmessage ${whoCanPostMessage} messagemoderationlevel ${messageModerationLevel}`.toLowerCase();
  return `gam update group "${address}" ${set}; or admin.google.com, Directory, Groups, the group, Access settings: who can post`;
}

function bounces(address: string, wanted: GooglePosting): string {
  return `it takes no mail from outside until it is set: ${commandFor(address, wanted)}`;
}

function differs(
  address: string,
  there: GooglePosting,
  wanted: GooglePosting,
  posting: PlannedGroup['posting'],
): string {
  const { whoCanPostMessage, messageModerationLevel } = there;
  return `it is ${whoCanPostMessage}, ${messageModerationLevel}, and is left so; as on the old server (${inWords(posting)}): ${commandFor(address, wanted)}`;
}
