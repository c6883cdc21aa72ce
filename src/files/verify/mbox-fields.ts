/** The fields on top of each message of an mbox (docs/destinations-mail.md), read back. */

/** Fields that belong to the export: on top, in this order, and nowhere else in the header. */
export const EXPORT_FIELDS: ReadonlySet<string> = new Set([
  ...['x-gmail-labels', 'status', 'x-status', 'x-imapbase', 'x-keywords'],
  ...['x-mozilla-status', 'x-mozilla-status2', 'x-mozilla-keys'],
  // Never written, always taken away: a reader would believe a former owner's.
  ...['x-uid', 'x-imap', 'content-length', 'lines'],
]);

const BLOCK =
  /(?:X-Gmail-Labels: .*\n(?: .*\n)*|(?:Status|X-Status|X-IMAPbase|X-Keywords|X-Mozilla-Status2?|X-Mozilla-Keys): .*\n)*/y;

/** What the fields say. */
export interface MboxFields {
  /** The labels without the two that stand for flags; null without the field. */
  readonly labels: readonly string[] | null;
  /** Flags by each of the three ways of saying them, as sorted text. */
  readonly gmail: string;
  readonly status: string;
  readonly mozilla: string;
}

/** The text of the export's fields at the beginning of `text`. */
export function fieldsBlock(text: string): string {
  BLOCK.lastIndex = 0;
  return BLOCK.exec(text)?.[0] ?? '';
}

/** Reads a block of `fieldsBlock`. */
export function readMboxFields(block: string): MboxFields {
  const value = (name: string): string | null => new RegExp(`^${name}: (.*(?:\\n .*)*)$`, 'm').exec(block)?.[1] ?? null;
  const gmail = value('X-Gmail-Labels');
  const names = gmail === null ? null : labelNames(gmail);
  const letters = value('X-Status') ?? '';
  const mozilla = Number.parseInt(value('X-Mozilla-Status') ?? 'x', 16);
  return {
    labels: names?.filter((name, at) => at === 0 || (name !== 'Unread' && name !== 'Starred')) ?? null,
    gmail: names === null ? '?' : flagText([!names.includes('Unread', 1), names.includes('Starred', 1)]),
    status: flagText([
      (value('Status') ?? '').includes('R'),
      letters.includes('F'),
      letters.includes('A'),
      letters.includes('T'),
      letters.includes('D'),
    ]),
    mozilla: Number.isNaN(mozilla) ? '?' : flagText([(mozilla & 1) !== 0, (mozilla & 4) !== 0, (mozilla & 2) !== 0]),
  };
}

/** What the fields must say of an item with these flags. */
export function expectedFields(flags: readonly string[]): Pick<MboxFields, 'gmail' | 'status' | 'mozilla'> {
  const set = (name: string): boolean => flags.some((flag) => flag.toLowerCase() === name);
  const [seen, flagged, answered] = [set('\\seen'), set('\\flagged'), set('\\answered')];
  return {
    gmail: flagText([seen, flagged]),
    status: flagText([seen, flagged, answered, set('\\draft'), set('\\deleted')]),
    mozilla: flagText([seen, flagged, answered]),
  };
}

/** What a label is called in the field: levels joined with `/`, without the characters the field gives a meaning. */
export function labelText(label: readonly string[]): string {
  return label
    .map((level) => level.replaceAll('/', '_'))
    .join('/')
    .replace(/\p{Cc}/gu, '_')
    .replaceAll('"', "'");
}

const WORDS = ['read', 'starred', 'answered', 'draft', 'deleted'];

function flagText(set: readonly boolean[]): string {
  return WORDS.filter((_, at) => set[at] === true).join(' ') || 'unread';
}

/** Names between commas, each in double quotes; the whole may be encoded words (RFC 2047) of base64. */
function labelNames(value: string): string[] {
  const words = [...value.matchAll(/=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=/gi)];
  const text =
    words.length === 0
      ? value
      : Buffer.concat(words.map(([, word = '']) => Buffer.from(word, 'base64'))).toString('utf8');
  return text.replace(/^"|"$/g, '').split('","');
}
