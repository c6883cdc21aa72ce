import type { ConfigRecord, NestedList, Variable } from './record.js';
import type { RoleNames } from './roles.js';

/** A variable of one list, and what it was taken for. */
export interface UnderstoodVariable {
  readonly list: string;
  /** As written. */
  readonly variable: string;
  readonly meaning: string;
  /** `known`: by its name. `guessed`: by a name that fits. `inferred`: from its values. */
  readonly how: 'known' | 'guessed' | 'inferred';
  /** How many records have it. */
  readonly records: number;
}

/** A variable that nothing was made of. Its values are not told, only their shape. */
export interface UnknownVariable {
  readonly list: string;
  readonly variable: string;
  readonly records: number;
  /** The first value's shape: `a` for letters, `9` for digits, `x` for both. */
  readonly shape: string;
}

interface Use {
  readonly variable: Seen;
  readonly how: UnderstoodVariable['how'];
}

/** A variable of the list, under all the ways it is written (`Mail_address`, `MailAddress`). */
interface Seen {
  readonly written: Set<string>;
  records: number;
  /** The first value that is not empty. */
  sample: string;
}

/** Finds, for the records of one list, which of their variables says what. */
export class Vocabulary<Role extends string> {
  readonly records: readonly ConfigRecord[];
  readonly #list: string;
  readonly #roles: Readonly<Record<Role, RoleNames>>;
  /** By folded name. */
  readonly #seen = new Map<string, Seen>();
  /** By name as written. */
  readonly #written = new Map<string, Seen>();
  readonly #uses = new Map<Role, readonly Use[]>();

  constructor(list: string, records: readonly ConfigRecord[], names: Readonly<Record<Role, RoleNames>>) {
    this.#list = list;
    this.#roles = names;
    this.records = records.filter((record) => record.of === list && record.kind === 'item');
    for (const record of this.records) this.#count(record);
    for (const role of Object.keys(names) as Role[]) {
      const { known, guesses = [] } = names[role];
      const named = (how: Use['how'], list: readonly string[]): Use[] =>
        list.flatMap((name) => {
          const variable = this.#seen.get(fold(name));
          return variable === undefined ? [] : [{ variable, how }];
        });
      this.#uses.set(role, [...named('known', known), ...named('guessed', guesses)]);
    }
  }

  /** The values of the first variable of that role that has any; values without text left out. */
  values(record: ConfigRecord, role: Role): readonly string[] {
    for (const { variable } of this.#uses.get(role) ?? []) {
      const values = valuesOf(record, variable);
      if (values.length > 0) return values;
    }
    return [];
  }

  /** The first value of that role, without blanks around it; empty when there is none. */
  text(record: ConfigRecord, role: Role): string {
    return this.values(record, role)[0] ?? '';
  }

  /** No record has a value of that role under any name. */
  isMissing(role: Role): boolean {
    return !this.records.some((record) => this.values(record, role).length > 0);
  }

  /**
   * Takes a variable for `role` by what it holds: one that no role uses, all of whose values `fits` accepts, and most of
   * whose values it is sure of. Two that are equally good are both left alone: a guess between them would be a lie.
   */
  infer(role: Role, fits: (value: string, record: ConfigRecord) => 'sure' | 'maybe' | 'no'): void {
    const ranked = this.#unused()
      .map((variable) => ({ variable, score: this.#score(variable, fits) }))
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score);
    const [best, next] = ranked;
    if (best !== undefined && best.score !== next?.score) {
      this.#uses.set(role, [{ variable: best.variable, how: 'inferred' }]);
    }
  }

  /** What became of the list's variables, by role and then by name. */
  understanding(): { readonly used: readonly UnderstoodVariable[]; readonly unknown: readonly UnknownVariable[] } {
    const used = [...this.#uses].flatMap(([role, uses]) =>
      uses.map(({ variable, how }) => ({
        list: this.#list,
        variable: [...variable.written].join(', '),
        meaning: this.#roles[role].meaning,
        how,
        records: variable.records,
      })),
    );
    const unknown = this.#unused()
      .map(({ written, records, sample }) => ({
        list: this.#list,
        variable: [...written].join(', '),
        records,
        shape: shapeOf(sample),
      }))
      .sort((a, b) => (a.variable < b.variable ? -1 : 1));
    return { used, unknown };
  }

  #count(record: ConfigRecord): void {
    const counted = new Set<Seen>();
    for (const { name, value } of flatVariables(record)) {
      let seen = this.#written.get(name);
      if (seen === undefined) {
        seen = this.#seen.get(fold(name)) ?? { written: new Set(), records: 0, sample: '' };
        seen.written.add(name);
        this.#seen.set(fold(name), seen);
        this.#written.set(name, seen);
      }
      if (!counted.has(seen)) seen.records += 1;
      counted.add(seen);
      seen.sample ||= value;
    }
  }

  #unused(): readonly Seen[] {
    const used = new Set([...this.#uses.values()].flat().map(({ variable }) => variable));
    return [...this.#seen.values()].filter((variable) => !used.has(variable));
  }

  /** 0 when a value does not fit or there is none; else 1 for each value that may fit and 1,000 for each sure one. */
  #score(variable: Seen, fits: (value: string, record: ConfigRecord) => 'sure' | 'maybe' | 'no'): number {
    let score = 0;
    for (const record of this.records) {
      for (const value of valuesOf(record, variable)) {
        const verdict = fits(value, record);
        if (verdict === 'no') return 0;
        score += verdict === 'sure' ? 1000 : 1;
      }
    }
    return score;
  }
}

/** Splits values that hold several entries: by `,` and `;`. */
export function splitValues(values: readonly string[]): readonly string[] {
  return values.flatMap((value) => value.split(/[,;]/)).flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}

/** What a value looks like without saying it: `jan.novak2@company.com` becomes `a.x@a.a`, 50 characters at most. */
export function shapeOf(value: string): string {
  return value
    .replace(/[\p{L}\p{M}\p{N}]+/gu, (run) => (/^\p{N}+$/u.test(run) ? '9' : /\p{N}/u.test(run) ? 'x' : 'a'))
    .replace(/\s+/g, ' ')
    .slice(0, 50);
}

function valuesOf(record: ConfigRecord, { written }: Seen): string[] {
  const values: string[] = [];
  for (const { name, value } of flatVariables(record)) {
    if (!written.has(name)) continue;
    const text = value.trim();
    if (text !== '') values.push(text);
  }
  return values;
}

/** The record's variables, and each nested list as a variable that is there once for each of its entries. */
export function flatVariables(record: ConfigRecord): readonly Variable[] {
  if (record.lists.length === 0) return record.variables;
  return [...record.variables, ...record.lists.flatMap(flatList)];
}

const tellingNames = ['address', 'emailaddress', 'mailaddress', 'email', 'member', 'user', 'group', 'name', 'value'];

function flatList({ name, records }: NestedList): Variable[] {
  return records.map((variables) => {
    const filled = variables.filter(({ value }) => value.trim() !== '');
    const telling = tellingNames.map((wanted) => filled.find((variable) => fold(variable.name) === wanted));
    return { name, value: (telling.find((variable) => variable !== undefined) ?? filled[0])?.value ?? '' };
  });
}

/** Lower case without underscores. */
function fold(name: string): string {
  return name.toLowerCase().replaceAll('_', '');
}
