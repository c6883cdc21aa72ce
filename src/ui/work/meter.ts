/** How far work is, told no more often than a person can read. */
import type { MailboxProgress, Progress } from '../api.js';
import type { Way } from './messages.js';

/** Milliseconds between two tellings; of all mailboxes as many as there are mailboxes, where these are more. */
const EVERY = 250;
/** Seconds before which nobody can tell how long something takes: caches are cold, workers begin, the first mailbox is odd. */
const SETTLED = 15;
/** Mailboxes at work, and troubles, that are told with the progress: the table has all. */
const SHOWN = 20;

type Change = Partial<Omit<MailboxProgress, 'mailbox'>>;

/** Counts of one piece of work. `end` has to be called. */
export class Meter {
  readonly #tell: Way['tell'];
  readonly #mailboxes = new Map<string, MailboxProgress>();
  readonly #troubles: { mailbox: string; words: string }[] = [];
  readonly #began = performance.now();
  #told = 0;
  #listed = 0;
  #timer: NodeJS.Timeout | null = null;
  #total: number | null = null;
  #isUnsure = false;
  #before = 0;
  #done = 0;
  #bytes = 0;
  #changed = false;

  constructor({ tell }: Pick<Way, 'tell'>) {
    this.#tell = tell;
  }

  /** Adds to what is to be done, and to what of that an earlier run did. */
  expect(total: number, before = 0): void {
    this.#total = (this.#total ?? 0) + total;
    this.#isUnsure = false;
    this.#before += before;
    this.#done += before;
    this.#soon();
  }

  /** There will be more to do, and nobody knows how much until `expect` says so. */
  unsure(): void {
    this.#isUnsure = true;
    this.#soon();
  }

  add(items: number, bytes: number): void {
    this.#done += items;
    this.#bytes += bytes;
    this.#soon();
  }

  /** Says how one mailbox stands. */
  mailbox(mailbox: string, change: Change): void {
    const before: MailboxProgress = this.#mailboxes.get(mailbox) ?? {
      ...{ mailbox, state: 'waiting', done: 0, total: 0, failed: 0, words: '' },
    };
    this.#mailboxes.set(mailbox, { ...before, ...change });
    this.#changed = true;
    this.#soon();
  }

  standing(mailbox: string): MailboxProgress | undefined {
    return this.#mailboxes.get(mailbox);
  }

  trouble(mailbox: string, words: string): void {
    if (this.#troubles[0]?.mailbox === mailbox && this.#troubles[0].words === words) return;
    this.#troubles.unshift({ mailbox, words });
    this.#troubles.length = Math.min(this.#troubles.length, SHOWN);
    this.#soon();
  }

  /** Everybody's progress, in the order in which they were named. */
  get mailboxes(): readonly MailboxProgress[] {
    return [...this.#mailboxes.values()];
  }

  /** Tells how it stands now, and nothing more after that. */
  end(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#listed = 0;
    this.#say();
  }

  #soon(): void {
    const left = this.#told + EVERY - performance.now();
    if (left <= 0) this.#say();
    else this.#timer ??= setTimeout(() => this.#say(), left);
  }

  #say(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#told = performance.now();
    const isListed = this.#changed && this.#told - this.#listed >= this.#mailboxes.size;
    this.#tell({ part: 'progress', progress: this.#progress(), mailboxes: isListed ? this.mailboxes : null });
    if (!isListed) return;
    this.#listed = this.#told;
    this.#changed = false;
  }

  #progress(): Progress {
    const seconds = (performance.now() - this.#began) / 1000;
    const own = this.#done - this.#before;
    const total = this.#isUnsure ? null : this.#total;
    const rest = total === null ? 0 : total - this.#done;
    const isKnown = seconds >= 1 && own > 0;
    const all = this.mailboxes;
    return {
      ...{ done: this.#done, total, bytes: this.#bytes },
      itemsPerSecond: isKnown ? own / seconds : null,
      bytesPerSecond: isKnown ? this.#bytes / seconds : null,
      left: seconds < SETTLED || own === 0 || rest <= 0 ? null : (seconds / own) * rest,
      mailboxesDone: all.filter(({ state }) => state === 'done' || state === 'failed').length,
      mailboxes: all.length,
      active: all.filter(({ state }) => state === 'active').slice(0, SHOWN),
      troubles: [...this.#troubles],
    };
  }
}
