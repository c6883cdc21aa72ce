/**
 * A mail server at work, as far as its disk shows: `node live-writer.mjs <INBOX> <Trash> <stop file>`. New messages appear
 * in INBOX in two steps, then their index line; in Trash messages come and go. Ends when the stop file is there.
 */
import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const [inbox = '', trash = '', stop = ''] = process.argv.slice(2);

for (let uid = 0x1000; !existsSync(stop); uid += 1) {
  const stem = uid.toString(16).padStart(8, '0');
  const file = `${inbox}/#msgs/${stem}.eml`;
  const header = `From: anna@example.com\r\nSubject: live ${uid}\r\nDate: Fri, 03 Jan 2020 02:05:05 +0000\r\n`;
  writeFileSync(file, header);
  await sleep(1);
  appendFileSync(file, `Message-ID: <live-${uid}@example.com>\r\n\r\n${'a line of text\r\n'.repeat(50)}`);
  const record = `U${stem} F00000001 S1000 D5e0ea151 T5e0ea151 M5e0ea151 CIPM.Note\n`;
  appendFileSync(`${inbox}/index.fld`, record.slice(0, 12));
  await sleep(1);
  appendFileSync(`${inbox}/index.fld`, record.slice(12));
  const passing = `${trash}/#msgs/${stem}.eml`;
  writeFileSync(passing, header);
  await sleep(1);
  rmSync(passing);
  if (uid === 0x1003) process.stdout.write('at work\n');
}
