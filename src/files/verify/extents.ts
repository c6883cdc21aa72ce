/** The parts of a file that ledger lines name, joined where they touch: in a sound file they are one. */
export class Extents {
  /** Begin and end, pair after pair, ascending, apart from each other. */
  readonly ranges: number[] = [];
  /** How many additions covered bytes that were named before. */
  overlaps = 0;

  /** Adds the bytes from `start` up to `end`. */
  add(start: number, end: number): void {
    if (end <= start) return;
    const { ranges } = this;
    const last = ranges.length - 1;
    // Nearly always the next message begins where the one before ended.
    if (ranges[last] === start) ranges[last] = end;
    else if (last < 0 || start > (ranges[last] ?? 0)) ranges.push(start, end);
    else this.#insert(start, end);
  }

  /** Adds another's ranges. */
  addAll(ranges: readonly number[], overlaps: number): void {
    this.overlaps += overlaps;
    for (let at = 0; at < ranges.length; at += 2) this.add(ranges[at] ?? 0, ranges[at + 1] ?? 0);
  }

  /** Parts of `0..size` that nothing names. */
  gaps(size: number): { readonly start: number; readonly end: number }[] {
    const gaps: { start: number; end: number }[] = [];
    let from = 0;
    for (let at = 0; at <= this.ranges.length; at += 2) {
      const start = Math.min(this.ranges[at] ?? size, size);
      if (start > from) gaps.push({ start: from, end: start });
      from = Math.max(from, this.ranges[at + 1] ?? size);
    }
    return gaps;
  }

  /** Where the last range ends. */
  get end(): number {
    return this.ranges.at(-1) ?? 0;
  }

  #insert(start: number, end: number): void {
    const { ranges } = this;
    let low = 0;
    let high = ranges.length / 2;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranges[middle * 2 + 1] ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    let [from, to] = [start, end];
    let until = low;
    while (until * 2 < ranges.length && (ranges[until * 2] ?? 0) <= end) {
      const [other, otherEnd] = [ranges[until * 2] ?? 0, ranges[until * 2 + 1] ?? 0];
      if (other < end && otherEnd > start) this.overlaps += 1;
      from = Math.min(from, other);
      to = Math.max(to, otherEnd);
      until += 1;
    }
    ranges.splice(low * 2, (until - low) * 2, from, to);
  }
}
