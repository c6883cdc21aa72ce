/**
 * Lines that say how far the work is. Without a terminal one appears every few seconds: how many there are says how fast the
 * machine is, and nothing of the program.
 */
const PROGRESS =
  /^[\d,]+ items? looked at\n|^(?:\S+: [\d,]+ of [\d,]+, [\d,]+\/s, |[\d,]+ of [\d,]+ items, ).*\/s.*\n/gm;

/**
 * What a run printed on standard error, but for its progress.
 * @param {string} err
 */
export function withoutProgress(err) {
  return err.replace(PROGRESS, '');
}

/**
 * The same text from every machine: how long a run took, and how much room its disk has.
 * @param {string} out
 */
export function withoutMeasures(out) {
  return out
    .replace(/\bIt took (?:\d+ h \d+ min|\d+ min \d+ s|[\d.]+ s)\./g, 'It took 0.4 s.')
    .replace(/(?<=; .*) has [\d.]+ [kMGT]?B free\b/g, ' has 20.0 GB free');
}
