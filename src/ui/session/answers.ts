/** What was answered, secrets among it, and what follows from it: what is asked of a thread, and the command lines. */
import { homedir } from 'node:os';
import { UserError } from '../../core/errors.js';
import type { Draft, KeptView } from '../api.js';
import type { MoveAsk, PlanAsk } from '../work/messages.js';
import { EMPTY_DRAFT, withAnswers } from './draft.js';
import { type Asked, HELD, planDestination, treesLeftOut } from './flags.js';
import { AnswerFile, type KeptAnswers, type SavedFiles } from './kept.js';
import { accountsLegs, wholeLegs } from './legs.js';
import { SecretBox } from './secrets.js';

export class Answers {
  readonly secrets = new SecretBox();
  readonly #folder: string;
  #draft = EMPTY_DRAFT;
  #files: SavedFiles = { plan: HELD.plan, users: HELD.users };
  #file: AnswerFile | null = null;
  #offer: KeptAnswers | null = null;
  #problem: string | null = null;

  /** `folder` has a file for each store. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  get draft(): Draft {
    return this.#draft;
  }

  /** Takes answers. Throws a UserError; then none is taken. */
  take(change: unknown): void {
    this.#draft = withAnswers(this.#draft, change);
    this.#keep();
  }

  /** What is answered from now on is about this store. What an earlier session answered about it is offered. */
  begin(store: string): void {
    if (store === this.#draft.store) return;
    this.#draft = { ...this.#draft, store, decisions: {} };
    this.#file = new AnswerFile(this.#folder, store);
    this.#offer = null;
    this.#problem = null;
    try {
      this.#offer = this.#file.read();
    } catch (error) {
      this.#problem = wordsOf(error);
    }
  }

  /** From now on command lines call it so. */
  nameFile(what: keyof SavedFiles, path: string): void {
    this.#files = { ...this.#files, [what]: path };
    this.#keep();
  }

  /** Takes what an earlier session answered; what was said since stays said. Throws a UserError where nothing is offered. */
  takeOffer(): void {
    if (this.#offer === null) throw new UserError('There are no answers of an earlier session.');
    const { answers, files } = this.#offer;
    const now = Object.entries(this.#draft).filter(([name, value]) => !isSame(value, EMPTY_DRAFT[name as keyof Draft]));
    const decisions = { ...answers.decisions, ...this.#draft.decisions };
    this.#draft = { ...EMPTY_DRAFT, ...answers, ...(Object.fromEntries(now) as Partial<Draft>), decisions };
    this.#files = { ...this.#files, ...files };
    this.leaveOffer();
  }

  /** What an earlier session answered is not wanted: from now on the answers of this one are kept. */
  leaveOffer(): void {
    this.#offer = null;
    this.#keep();
  }

  get kept(): KeptView {
    const offer = this.#offer;
    return {
      offer:
        offer === null
          ? null
          : {
              ...{ at: offer.at, way: offer.answers.way ?? null },
              decisions: Object.keys(offer.answers.decisions ?? {}).length,
            },
      problem: this.#problem,
    };
  }

  get asked(): Asked {
    const usersFile = this.secrets.hasUsers ? this.#files.users : null;
    return { draft: this.#draft, planFile: this.#files.plan, usersFile };
  }

  /** Throws a UserError before there is one. */
  get store(): string {
    if (this.#draft.store === '') throw new UserError('No store was opened: choose one first.');
    return this.#draft.store;
  }

  /** What a plan is drawn up from. Throws a UserError. */
  get plan(): PlanAsk {
    const { decisions, out } = this.#draft;
    return { ...this.proposal, store: this.store, decisions, place: out === '' ? homedir() : out };
  }

  /** What the proposals of a plan rest on; what somebody says of single mailboxes stands beside them. */
  get proposal(): Pick<PlanAsk, 'store' | 'destination' | 'renames' | 'leftOut'> {
    const { store, renames } = this.#draft;
    return { store, destination: planDestination(this.#draft), renames, leftOut: treesLeftOut(this.#draft) };
  }

  /** What a check of the accounts rests on, beside secrets. */
  get destination(): Partial<Draft> {
    const { way, targets, own, ca, insecure, plaintext, decisions } = this.#draft;
    return { way, targets, own, ca, insecure, plaintext, decisions };
  }

  /** The whole move. Throws a UserError where an answer is missing. */
  get move(): MoveAsk {
    if (this.#draft.way === null) throw new UserError('Nobody has said where it goes: choose that first.');
    return this.#moveBy(wholeLegs(this.asked, this.secrets.view.targets));
  }

  /** What makes the accounts. Throws a UserError where nothing makes them, or an answer is missing. */
  get accounts(): MoveAsk {
    return this.#moveBy(accountsLegs(this.asked, this.secrets.view.targets));
  }

  #moveBy(legs: MoveAsk['legs']): MoveAsk {
    const { plan: planFile, users } = this.#files;
    return { plan: this.plan, planFile, legs, held: this.secrets.held(users) };
  }

  /** As long as nobody has said what becomes of earlier answers, these are not written over. */
  #keep(): void {
    if (this.#file === null || this.#offer !== null) return;
    try {
      this.#file.write(this.#draft, this.#files);
      this.#problem = null;
    } catch (error) {
      this.#problem = wordsOf(error);
    }
  }
}

/** Whether two answers say the same. */
export function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
