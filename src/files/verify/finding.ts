/** What verify finds: one sentence on one item, one file or one count. */

/** What a finding is about. */
export type Aspect =
  | 'content' // the item's own bytes
  | 'header' // fields that the destination needs
  | 'flags'
  | 'date'
  | 'label' // folder or label at the destination
  | 'place' // file, offset, length
  | 'kind'
  | 'ledger' // a line too many, too few, or one that cannot be read
  | 'file' // an output file that is missing, cut, or that nothing accounts for
  | 'bundle' // cards or components of a bundle
  | 'report' // sums
  | 'source'; // the source cannot be read

export interface Finding {
  /**
   * `difference`: source and output do not agree. `new`: the source has something that is not in the output yet. `gone`: the
   * output keeps something that the source has no more, as it should.
   */
  readonly severity: 'difference' | 'new' | 'gone';
  readonly aspect: Aspect;
  readonly mailbox: string;
  /** Empty where a finding concerns a whole mailbox or file. */
  readonly folder: readonly string[];
  readonly uid: number | string | null;
  /** A sentence for people. */
  readonly what: string;
  /** How many items it stands for: a missing file loses all that was in it. */
  readonly items: number;
}

/** How many items each severity concerns. */
export interface FindingCounts {
  difference: number;
  new: number;
  gone: number;
}

/** Gathers findings: counts all, keeps the first of each severity. */
export class Findings {
  readonly kept: Finding[] = [];
  readonly counts: FindingCounts = { difference: 0, new: 0, gone: 0 };
  readonly #room: FindingCounts;

  /** At most `limit` findings of each severity are kept. */
  constructor(limit: number) {
    this.#room = { difference: limit, new: limit, gone: limit };
  }

  /** Items that findings concern, whatever their severity. */
  get total(): number {
    const { difference, new: waiting, gone } = this.counts;
    return difference + waiting + gone;
  }

  add(finding: Finding): void {
    this.counts[finding.severity] += finding.items;
    if (this.#room[finding.severity] === 0) return;
    this.#room[finding.severity] -= 1;
    this.kept.push(finding);
  }
}

/** Adds counts to others. */
export function addCounts(to: FindingCounts, from: FindingCounts): void {
  to.difference += from.difference;
  to.new += from.new;
  to.gone += from.gone;
}
