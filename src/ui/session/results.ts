/** Answers that are too large to be sent whenever something changes: each has a number that rises with it. */
import type { ResultName } from '../api.js';

const NAMES = ['inspection', 'plan', 'checks', 'accounts', 'preparation', 'mailboxes', 'outcome', 'proof'] as const;

export class Results {
  readonly #values = new Map<ResultName, unknown>();
  readonly #given = new Map<ResultName, number>();

  /** Zero where there is none; otherwise another number for each answer there ever was. */
  get revisions(): Readonly<Record<ResultName, number>> {
    const entries = NAMES.map((name) => [name, this.#values.has(name) ? (this.#given.get(name) ?? 0) : 0]);
    return Object.fromEntries(entries) as Record<ResultName, number>;
  }

  set(name: ResultName, value: unknown): void {
    this.#values.set(name, value);
    this.#given.set(name, (this.#given.get(name) ?? 0) + 1);
  }

  /** Undefined where there is none. */
  get(name: string): unknown {
    return this.#values.get(name as ResultName);
  }

  /** Whether it is there with these values. */
  holds(name: ResultName, values: Readonly<Record<string, unknown>>): boolean {
    const value = this.#values.get(name) as Readonly<Record<string, unknown>> | undefined;
    return value !== undefined && Object.entries(values).every(([key, each]) => value[key] === each);
  }

  drop(name: ResultName): void {
    this.#values.delete(name);
  }

  clear(): void {
    this.#values.clear();
  }
}
