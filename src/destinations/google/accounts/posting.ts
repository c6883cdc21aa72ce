/**
 * Who may write to groups, over the Groups Settings API: a new group takes mail of its own domain alone, so that what customers write to it
 * would bounce. Groups that this run made are set as the old server had them; those that were there before are compared and left alone.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type GooglePosting, googlePosting } from '../../../exporters/accounts/google-posting.js';
import type { PlannedGroup } from '../../../exporters/accounts/plan-types.js';
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { GoogleError } from '../../../protocols/http/google-errors.js';
import { TokenRefused } from '../../../protocols/http/service-account.js';
import type { AccountStep } from '../../../transfer/destination.js';
import { remedyFor } from '../remedies.js';
import type { Patience } from './patience.js';

/** What this needs besides the calls. */
export interface PostingSetup {
  readonly clientId: string | null;
  readonly dryRun: boolean;
  readonly patience: Patience;
}

/** How often a group that was made just now is asked for: the Directory knows it at once, its settings come a little later. */
const LOOKS = 6;

type Written = GooglePosting & { readonly [name: string]: unknown };

export class GroupPosting {
  readonly #settings: GoogleClient;
  readonly #setup: PostingSetup;
  /** The right is missing, or the API is switched off: what to click. */
  #missing: string | null = null;

  constructor(settings: GoogleClient, setup: PostingSetup) {
    this.#settings = settings;
    this.#setup = setup;
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

  /** Sets or compares a group that is there, or that a plan would make. Rejects with ConnectionLost. */
  async settle(group: PlannedGroup, address: string, became: AccountStep['state']): Promise<readonly AccountStep[]> {
    const wanted = googlePosting(group.posting);
    if (became === 'failed') return [];
    if (became === 'to make') return this.#missing === null ? [stepOf(address, 'to make', inWords(group.posting))] : [];
    const isNew = became === 'made';
    if (this.#missing !== null) return isNew ? [stepOf(address, 'failed', bounces(address, wanted))] : [];
    try {
      const there = await this.#read(address, isNew);
      if (isLike(there, wanted)) return [stepOf(address, 'there', '')];
      if (!isNew) return [stepOf(address, 'there', differs(address, there, wanted, group.posting))];
      await this.#settings.call({
        ...{ method: 'PATCH', path: encodeURIComponent(address), query: { alt: 'json' } },
        ...{ body: wanted, repeatable: true },
      });
      return [stepOf(address, 'made', inWords(group.posting))];
    } catch (error) {
      if (!(error instanceof GoogleError) && !(error instanceof TokenRefused)) throw error;
      const isOff = error instanceof TokenRefused || error.advice.kind === 'stop';
      const first = isOff ? this.#without(error) : [];
      const words = isNew ? `${bounces(address, wanted)} (${error.message})` : error.message;
      return [...first, ...(isNew || !isOff ? [stepOf(address, 'failed', words)] : [])];
    }
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
