import { expect, test } from 'vitest';
import { REPLIES } from '../../servers/google/faults.js';
import type { FakeGoogle } from '../../servers/google/fake-google.js';
import { buildStore } from '../../support/store-builder.mjs';
import { tempDir } from '../../support/temp.js';
import { ANNA, eachWithGoogle, moveTo } from './support.js';

let google: FakeGoogle;
eachWithGoogle((fresh) => {
  google = fresh;
});

const RULES = `#!1 Boss
if header :contains "From" ["boss@example.com", "chief@example.com"] { fileinto "INBOX/Boss"; stop; }
#!1 Both
if allof (header :contains "Subject" "big news", size :over 2M) { addflag "\\\\Flagged"; keep; }
#!1 Signs
if header :contains "Subject" ["-urgent", "OR"] { addflag "\\\\Seen"; }
#!0 Off
if header :contains "From" "x" { discard; }
#!1 Away
vacation :days 7 :subject "Out" "I am away";
#!1 On
if header :contains "From" "y" { redirect "z@other.org"; }
#!1 Header
if header :contains "X-List" "y" { discard; }
`;

function aStore(): string {
  const dir = tempDir('settings-store');
  const item = { bytes: 'Message-ID: <a@x>\nDate: Fri, 03 Jan 2020 03:04:05 +0000\n\nbody\n', received: 1_578_020_645 };
  const folders = { INBOX: { items: [], folders: { Boss: { items: [item] } } } };
  buildStore(dir, { domains: { 'example.com': { anna: { folders, files: { 'filter.siv': RULES } } } } });
  return dir;
}

test('simple rules become filters, the notice is stored and off, the rest is said with its text', async () => {
  google.faults.add({ on: /settings\/filters$/, skip: 2, times: 2, when: 'after', reply: REPLIES.backend });
  const retry = { firstMs: 1, longestMs: 3, tries: 9 };
  for (let times = 0; times < 2; times += 1) {
    const { report } = await moveTo(google, aStore(), { retry });
    expect(report?.totals).toMatchObject({ exported: 2, failed: 0 });
    const notes = Object.keys(report?.totals.notes ?? {});
    if (times === 0)
      expect(notes).toEqual([
        'the notice of absence is in Gmail’s settings and off: switch it on there when everything is moved',
        'Gmail cannot have the rule "On": if header :contains "From" "y" { redirect "z@other.org"; }',
        'Gmail cannot have the rule "Header": if header :contains "X-List" "y" { discard; }',
      ]);
  }
  const { filters, vacation, labels } = google.mailbox(ANNA);
  const [boss] = [...labels].find(([, name]) => name === 'Boss') ?? [];
  const action = { addLabelIds: [boss], removeLabelIds: ['INBOX'] };
  expect(filters).toEqual([
    { criteria: { from: 'boss@example.com' }, action },
    { criteria: { from: 'chief@example.com' }, action },
    {
      criteria: { subject: '"big news"', size: 2_097_152, sizeComparison: 'larger' },
      action: { addLabelIds: ['STARRED'], removeLabelIds: [] },
    },
    // Without quotation marks these would turn the condition round, or mean another.
    { criteria: { subject: '"-urgent"' }, action: { addLabelIds: [], removeLabelIds: ['UNREAD'] } },
    { criteria: { subject: '"OR"' }, action: { addLabelIds: [], removeLabelIds: ['UNREAD'] } },
  ]);
  expect(vacation).toEqual({ enableAutoReply: false, responseSubject: 'Out', responseBodyPlainText: 'I am away' });
});
