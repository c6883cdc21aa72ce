/** Stores for the suite: the bundled one, and some mail that takes a while. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildFolder, buildMailbox } from '../support/store-builder.mjs';

const FIXTURE = fileURLToPath(new URL('../../fixtures/kerio-store', import.meta.url));

/** The bundled store has an archive, and recoverable mail: left out, so that nothing of them is asked. */
export const DECIDED = ['--exclude-archive', '--exclude-recoverable'];

/** A copy with every time as it was. */
export function copyTree(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  execFileSync('cp', ['-a', from, to]);
}

/** Puts the bundled store at `source`. */
export function makeSmallStore(source: string): void {
  copyTree(FIXTURE, source);
}

/** Puts the bundled store there, and a mailbox of a few hundred messages. */
export function makeStore(source: string): void {
  makeSmallStore(source);
  const items = (count: number) => Array.from({ length: count }, (_, at) => ({ bytes: message(at), flags: at % 8 }));
  buildMailbox(busyMailbox(source), {
    folders: {
      INBOX: { items: items(150) },
      Projects: { items: items(120), folders: { Old: { items: items(60) } } },
      Sent: { items: items(40) },
      'Sent Items': { items: items(40) },
      Shrinking: { items: items(30) },
      Leaving: { items: items(10) },
      'Plan?': { items: items(8) },
    },
  });
}

/**
 * What happens on a server in a day: mail comes, is read, is moved and deleted, a contact is changed, a folder made, and one that
 * takes the output's name of another.
 */
export function changeStore(source: string): void {
  const mailbox = busyMailbox(source);
  const items = (from: number, to: number, flags: number) =>
    Array.from({ length: to - from }, (_, at) => ({
      uid: from + at + 1,
      bytes: message(from + at),
      flags: ((from + at) % 8) ^ flags,
    }));
  buildFolder(join(mailbox, 'INBOX'), { items: [...items(0, 150, 0), ...items(150, 190, 0)] });
  buildFolder(join(mailbox, 'Projects'), { items: [...items(0, 60, 0), ...items(60, 120, 1)] });
  buildFolder(join(mailbox, 'New'), { items: items(0, 25, 0) });
  for (const name of ['00000003', '00000009']) rmSync(join(mailbox, 'Shrinking/#msgs', `${name}.eml`));
  rmSync(join(mailbox, 'Leaving'), { recursive: true });
  buildFolder(join(mailbox, 'Plan*'), { items: items(50, 55, 0) });
  rmSync(join(mailbox, 'Plan?/#msgs/00000004.eml'));
  const card = join(source, 'store/mail/example.com/alice/Contacts/#msgs/00000001.eml');
  writeFileSync(card, readFileSync(card, 'latin1').replace(/^NOTE:/m, 'NOTE:changed '), 'latin1');
  appendFileSync(join(source, 'store/mail/example.com/alice/INBOX/index.fld'), 'U00000077 F00000000 CIPM.Note\n');
}

function busyMailbox(source: string): string {
  return join(source, 'store/mail/example.com/busy');
}

function message(number: number): string {
  const lines = ['From: a@b.example', 'To: c@d.example', `Subject: ${number}`, `Message-ID: <${number}@b.example>`, ''];
  const text = Array.from({ length: 20 + (number % 400) }, (_, line) =>
    line % 9 === 0 ? `From line ${line}` : `line ${line}`,
  );
  return [...lines, ...text, ''].join('\r\n');
}
