/** A mailbox full of what makes migrations lose or double mail, and what must be at the destination afterwards. */
import { randomSource } from '../../bench/random.mjs';
import type { FolderSpec, ItemSpec } from '../support/store-builder.mjs';

export interface OddMailbox {
  readonly folders: Readonly<Record<string, FolderSpec>>;
  /** As `lines` of support.ts gives them. Empty files are not among them: they are skipped. */
  readonly expected: readonly string[];
  /** How many of the items are empty files. */
  readonly empty: number;
}

const BEGIN = 1_578_020_645;
/** Flag bits of the index and what they mean outside of Drafts. */
const FLAGS: readonly (readonly [number, string])[] = [
  [0, ''],
  [1, '\\Seen'],
  [5, '\\Flagged \\Seen'],
  [3, '\\Answered \\Seen'],
];

/** Makes `count` messages in four folders, by a seed. */
export function oddMailbox(count: number, seed: number): OddMailbox {
  const random = randomSource(seed);
  const names = ['INBOX', 'Work', 'Práce', 'Odd'];
  const items = new Map<string, ItemSpec[]>(names.map((name) => [name, []]));
  const expected: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const folder = names[Math.floor(random() * names.length)] ?? 'INBOX';
    const [bits, flags] = FLAGS[Math.floor(random() * FLAGS.length)] ?? [0, ''];
    const received = BEGIN + at * 61;
    const { bytes, sent } = oddMessage(at, random);
    items.get(folder)?.push({ uid: at + 1, bytes, flags: bits, received });
    if (sent !== null) expected.push([folder, flags, received, sent].join('|'));
  }
  return {
    folders: Object.fromEntries([...items].map(([name, list]) => [name, { items: list }])),
    expected: expected.sort(),
    empty: count - expected.length,
  };
}

/** A message as it lies in the store, and with LF line ends as it has to arrive; null: not at all. */
function oddMessage(at: number, random: () => number): { bytes: Buffer; sent: string | null } {
  const body = `${'some words of text, '.repeat(Math.floor(random() * 150))}\nend ${at % 3}\n`;
  const text = (header: string): { bytes: Buffer; sent: string } => {
    const sent = `${header}\n\n${body}`;
    const eol = random() < 0.5 ? '\r\n' : '\n';
    return { bytes: Buffer.from(sent.replaceAll('\n', eol)), sent };
  };
  const usual = `From: a@example.com\nTo: b@example.com\nSubject: message ${at}`;
  switch (Math.floor(random() * 10)) {
    case 0:
      // The same message several times.
      return text('Message-ID: <same@example.com>\nSubject: the same each time');
    case 1:
      return text(`Message-ID: <shared@example.com>\nSubject: same id, other text ${at}`);
    case 2:
      return text(usual);
    case 3:
      return text('Subject: no id, and like others');
    case 4: {
      // No header at all: one is put in front.
      const bytes = Buffer.from(`just text ${at}\nmore\n`);
      return { bytes, sent: `Subject: (message without header)\n\n${bytes.toString()}` };
    }
    case 5:
      return { bytes: Buffer.alloc(0), sent: null };
    case 6: {
      const long = `${usual}\nMessage-ID: <large${at}@example.com>\n\n${'0123456789abcdef\n'.repeat(12_000)}`;
      return { bytes: Buffer.from(long), sent: long };
    }
    default:
      return text(`${usual}\nMessage-ID: <m${at}@example.com>`);
  }
}
