/**
 * Lines that say how far the work is. Without a terminal one appears every few seconds: how many there are says how fast the
 * machine is, and nothing of the program.
 */
const PROGRESS = /^(?:\S+: [\d,]+ of [\d,]+, [\d,]+\/s, |[\d,]+ of [\d,]+ items, ).*\/s.*\n/gm;

/**
 * What a run printed on standard error, but for its progress.
 * @param {string} err
 */
export function withoutProgress(err) {
  return err.replace(PROGRESS, '');
}
