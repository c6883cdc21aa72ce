/** INTERNALDATE on the wire: `date-time` of RFC 3501 section 9. */

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DATE_TIME = /^([ \d]\d)-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)$/;

/** The last instant that every server keeps: some hold 32 bits, a later date becomes another one or `now`. */
const LATEST = 0x7fff_ffff;

/** Whether servers store the instant as it is. Before 1970 some answer BAD, after 2038 some store another date. */
export function isStorableDate(seconds: number): boolean {
  return Number.isInteger(seconds) && seconds > 0 && seconds <= LATEST;
}

/** Unix seconds as `date-time` in UTC, without the quotes: ` 3-Jan-2020 03:04:05 +0000`. */
export function formatInternalDate(seconds: number): string {
  const date = new Date(seconds * 1000);
  const day = String(date.getUTCDate()).padStart(2, ' ');
  const time = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  return `${day}-${MONTHS[date.getUTCMonth()] ?? ''}-${String(date.getUTCFullYear()).padStart(4, '0')} ${time} +0000`;
}

/** Reads a `date-time`; null when it is none. Gives unix seconds. */
export function parseInternalDate(text: string): number | null {
  const match = DATE_TIME.exec(text);
  if (match === null) return null;
  const [, day = '', name = '', year = '', hours = '', minutes = '', seconds = '', sign, zoneHours = '', zone = ''] =
    match;
  const month = MONTHS.findIndex((known) => known.toLowerCase() === name.toLowerCase());
  if (month < 0) return null;
  const local = Date.UTC(Number(year), month, Number(day), Number(hours), Number(minutes), Number(seconds));
  const offset = (Number(zoneHours) * 60 + Number(zone)) * (sign === '-' ? -60 : 60);
  return local / 1000 - offset;
}
