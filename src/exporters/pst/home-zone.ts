/**
 * The time zone of a mailbox: that of most of its events so far. A day, and a time without a zone, are meant in it; Outlook
 * knows only instants.
 */
export class HomeZone {
  readonly #counts = new Map<string, number>();

  /** The zone by its IANA name; UTC while nothing tells. */
  get name(): string {
    let best = 'UTC';
    let most = 0;
    for (const [zone, count] of this.#counts) {
      if (count > most || (count === most && zone < best)) {
        best = zone;
        most = count;
      }
    }
    return best;
  }

  count(zones: Iterable<string>): void {
    for (const zone of zones) if (zone !== 'UTC') this.#counts.set(zone, (this.#counts.get(zone) ?? 0) + 1);
  }
}
