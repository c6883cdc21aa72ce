/** Status responses: `OK`, `NO`, `BAD`, `BYE`, and the codes in brackets that say why (RFC 3501 7.1, RFC 5530). */

/** What a server answers to a command, or says on its own. */
export interface Status {
  readonly status: 'OK' | 'NO' | 'BAD' | 'BYE' | 'PREAUTH';
  /** Response code, upper case, without arguments: `TRYCREATE`. */
  readonly code: string | null;
  /** What follows the code inside the brackets. */
  readonly args: string;
  /** The words for people. */
  readonly text: string;
}

const STATUS = /^(OK|NO|BAD|BYE|PREAUTH)(?: +(.*))?$/is;
const CODE = /^\[([^\]\s]+)(?: ([^\]]*))?\] ?(.*)$/s;

/** Reads what follows the tag; null when it is no status response. */
export function parseStatus(text: string): Status | null {
  const match = STATUS.exec(text);
  if (match === null) return null;
  const status = (match[1] ?? '').toUpperCase() as Status['status'];
  const rest = match[2] ?? '';
  const code = CODE.exec(rest);
  if (code === null) return { status, code: null, args: '', text: rest };
  return { status, code: (code[1] ?? '').toUpperCase(), args: code[2] ?? '', text: code[3] ?? '' };
}

/** UIDVALIDITY and UIDs of an APPENDUID code (RFC 4315), in the order of the messages; null when there is none. */
export function appendUids(status: Status): { readonly validity: string; readonly uids: readonly number[] } | null {
  if (status.code !== 'APPENDUID') return null;
  const [validity = '', set = ''] = status.args.split(' ');
  if (!/^\d+$/.test(validity)) return null;
  const uids = expandUidSet(set, MOST_UIDS);
  return uids === null ? null : { validity, uids };
}

/** More than one APPEND ever stores; bounds what a broken server can make us hold. */
const MOST_UIDS = 100_000;

/** The UIDs of a set like `3:5,9`, in its order; null when it is none or has more than `most`. */
export function expandUidSet(set: string, most: number): number[] | null {
  const uids: number[] = [];
  for (const part of set.split(',')) {
    const match = /^(\d{1,10})(?::(\d{1,10}))?$/.exec(part);
    if (match === null) return null;
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    if (Math.abs(last - first) + uids.length >= most) return null;
    const step = last < first ? -1 : 1;
    for (let uid = first; uid !== last + step; uid += step) uids.push(uid);
  }
  return uids;
}

/** A set of ascending UIDs, shortest form: `3:5,9`. */
export function formatUidSet(uids: readonly number[]): string {
  const ranges: string[] = [];
  for (let at = 0; at < uids.length; ) {
    const first = uids[at] ?? 0;
    let last = first;
    for (at += 1; uids[at] === last + 1; at += 1) last += 1;
    ranges.push(first === last ? String(first) : `${first}:${last}`);
  }
  return ranges.join(',');
}

/** Splits ascending UIDs into sets short enough for one command line. */
export function uidSets(uids: readonly number[], longest = 4000): string[] {
  const sets: string[] = [];
  let current = '';
  for (const range of uids.length === 0 ? [] : formatUidSet(uids).split(',')) {
    if (current !== '' && current.length + range.length >= longest) {
      sets.push(current);
      current = '';
    }
    current = current === '' ? range : `${current},${range}`;
  }
  if (current !== '') sets.push(current);
  return sets;
}

/** The answer in the server's own words, for logs and reports. */
export function describeStatus(status: Status): string {
  const code = status.code === null ? '' : `[${status.code}${status.args === '' ? '' : ` ${status.args}`}] `;
  return `${status.status} ${code}${status.text}`.trim();
}
