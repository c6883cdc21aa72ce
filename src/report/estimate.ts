/** How long the way to a destination takes, by what destinations document and by what was measured (docs/plan.md, how long). */
import { countOf, formatBytes, formatCount } from './numbers.js';

/** Where it goes; `files` only to disk. */
export type EstimateFor = 'google' | 'microsoft' | 'imap' | 'dovecot' | 'files';

/** What is to be moved. */
export interface Load {
  readonly items: number;
  readonly bytes: number;
  readonly mails: number;
  readonly mailBytes: number;
  /** Mailboxes that mail goes into. */
  readonly mailboxes: number;
  /** The mailbox with the most mails, and the one with the most bytes of mail. */
  readonly mostMails: number;
  readonly mostMailBytes: number;
}

/** One step and its time. */
export interface Estimate {
  readonly step: string;
  /** From, to; the same where only one rate is known. */
  readonly seconds: readonly [least: number, most: number];
  /** What the numbers rest on; a sentence. */
  readonly basis: string;
}

/** Half of what was measured on two virtual cores with a cold cache, items and bytes a second (docs/speed.md, speed). */
const READ = { items: 10_000, bytes: 250_000_000 };
const VERIFY = { items: 14_000, bytes: 350_000_000 };
/** Of a line of 100 Mbit/s, bytes a second. */
const LINE = 12_500_000;
/** Messages a second to an IMAP server 20 ms away with one connection: half of what was measured (docs/migrate.md, speed). */
const IMAP_MESSAGES = 1200;
/** Gmail's API in a project made since May 2026: 6,000 units a minute and user, a message takes 25. */
const GMAIL_API = 4;
/** What Google documents for an account and day, over IMAP and through the API, bytes. */
export const GMAIL_DAY = 500_000_000;
/** Exchange Online, messages a second and mailbox. */
const EXCHANGE = { least: 1, most: 4 };
/** Accounts that are filled at the same time (--connections 1/4). */
const AT_ONCE = 4;
const DAY = 86_400;

/** The steps that take time, in their order. */
export function estimates(destination: EstimateFor, load: Load): Estimate[] {
  const disk = (step: string, rate: { items: number; bytes: number }, basis: string): Estimate => {
    const seconds = Math.max(load.items / rate.items, load.bytes / rate.bytes);
    return { step, seconds: [seconds, seconds * 4], basis };
  };
  return [
    disk(
      'Export to disk',
      READ,
      'at half the speed that we measured on an SSD; a network share or a hard disk takes up to four times as long',
    ),
    disk('Compare (verify)', VERIFY, 'at half the speed that we measured on an SSD, or up to four times as long'),
    ...(load.mails === 0 ? [] : mailEstimates(destination, load)),
  ];
}

/** Over a line of which as much as can be is used, or a quarter of it. */
function line({ mailBytes, mails }: Load): readonly [number, number] {
  const seconds = Math.max(mailBytes / LINE, mails / IMAP_MESSAGES);
  return [seconds, seconds * 4];
}

function mailEstimates(destination: EstimateFor, load: Load): Estimate[] {
  const atOnce = Math.min(AT_ONCE, Math.max(1, load.mailboxes));
  const side = `${countOf(load.mailboxes, 'mailbox')}, ${atOnce} at a time`;
  switch (destination) {
    case 'google': {
      const api = Math.max(load.mails / GMAIL_API / atOnce, load.mostMails / GMAIL_API);
      const days = Math.ceil(load.mostMailBytes / GMAIL_DAY);
      return [
        {
          step: 'Mail through Gmail’s API',
          seconds: [api, Math.max(api, days > 1 ? days * DAY : 0)],
          basis: `${GMAIL_API} messages a second and user, as documented for new projects; ${side}${days > 1 ? `. Google documents 500 MB a day and account, and often lets more through: the largest mailbox has ${formatBytes(load.mostMailBytes)}, which is ${days} days by the word` : ''}`,
        },
        {
          step: 'Or mail over IMAP',
          // What fits into a day is held up by nothing but the line.
          seconds: days > 1 ? [days * DAY, days * DAY] : line(load),
          basis: `500 MB a day and account, as documented: the largest mailbox has ${formatBytes(load.mostMailBytes)}`,
        },
      ];
    }
    case 'microsoft': {
      const at = (rate: number): number => Math.max(load.mails / rate / atOnce, load.mostMails / rate);
      return [
        {
          step: 'Mail to Exchange Online',
          seconds: [at(EXCHANGE.most), at(EXCHANGE.least)],
          basis: `one to four messages a second and mailbox, as others measured; ${side}`,
        },
      ];
    }
    case 'imap': {
      return [
        {
          step: 'Mail to the server',
          seconds: line(load),
          basis: 'a line of 100 Mbit/s that is used well, or a quarter of it',
        },
      ];
    }
    case 'dovecot': {
      const seconds = Math.max(load.mailBytes / 100_000_000, load.mails / 2000);
      return [
        {
          step: 'Mail into Dovecot',
          seconds: [seconds, seconds * 4],
          basis: 'files copied on one machine, 100 MB/s or a quarter of it',
        },
      ];
    }
    case 'files':
      return [];
  }
}

/** `20 min`, `2 to 8 h`, `4 days`: rounded, as an estimate is. */
export function timeText([least, most]: Estimate['seconds']): string {
  const [from, to] = [rounded(least), rounded(most)];
  if (from.text === to.text) return `about ${from.text}`;
  return from.unit === to.unit ? `${from.number} to ${to.text}` : `${from.text} to ${to.text}`;
}

function rounded(seconds: number): { readonly number: string; readonly unit: string; readonly text: string } {
  const [number, unit] =
    seconds < 90 * 60
      ? [Math.max(1, Math.ceil(seconds / 60)), 'min']
      : seconds < 2 * DAY
        ? [Math.ceil(seconds / 3600), 'h']
        : [Math.ceil(seconds / DAY), 'days'];
  return { number: String(number), unit, text: `${number} ${unit}` };
}

/** What has to be bought for so many people and shared mailboxes; null where the destination sells nothing. */
export function licencesText(destination: EstimateFor, people: number, shared: number): string | null {
  if (destination === 'google') {
    const several =
      shared === 0 ? '' : `, and ${formatCount(shared)} for ${shared === 1 ? 'one' : 'those'} that several people open`;
    return `${countOf(people + shared, 'licence')}: one for each account of a person${several}`;
  }
  if (destination !== 'microsoft') return null;
  const free =
    shared === 0
      ? ''
      : `; ${formatCount(shared)} shared ${shared === 1 ? 'mailbox needs' : 'mailboxes need'} none up to 50 GB`;
  return `${countOf(people, 'licence')}: one for each person${free}`;
}
