/** How long what was made just now may take until it can be used: looks, and milliseconds between them. */
export interface Patience {
  readonly looks: number;
  readonly pauseMs: number;
}
