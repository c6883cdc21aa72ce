import { expect, test } from 'vitest';
import { nameFolders } from '../../src/naming/folders.js';
import type { Folder, Mailbox } from '../../src/store/types.js';

const mailbox: Mailbox = {
  address: 'jan@company.com',
  type: 'user',
  user: 'jan',
  domain: 'company.com',
  dir: '/store',
};

function folder(path: string): Folder {
  const names = path.split('/');
  return {
    ...{ mailbox, path: names, rawPath: names, dir: `/store/${path}`, kind: 'mail', kindFrom: 'default' },
    ...{ role: null, guid: null, hidden: false, recoverable: false },
  };
}

const labels = (paths: readonly string[], rules = new Map<string, string>()) =>
  nameFolders(paths.map(folder), { target: 'google', format: 'pst', rules }).map(({ label }) => label.join('/'));

test('special folders are called as Outlook calls them, and meet', () => {
  expect(labels(['INBOX', 'Sent', 'Sent Items', 'Sent/2019', 'Trash', 'Spam', 'Drafts', 'Calendar'])).toEqual([
    ...['Inbox', 'Sent Items', 'Sent Items', 'Sent Items/2019', 'Deleted Items', 'Junk E-mail', 'Drafts', 'Calendar'],
  ]);
});

test('names stay as they are, as far as two of them stay two', () => {
  expect(labels(['Práce', 'CON', 'a.', 'work', 'Work', 'x\ty', 'ž'.repeat(300)])).toEqual([
    ...['Práce', 'CON', 'a.', 'work (2)', 'Work', 'x_y'],
    expect.stringMatching(/^ž{246}~[0-9a-f]{8}$/),
  ]);
});

test('a tree that nobody could open is cut', () => {
  const [label = ''] = labels([Array.from({ length: 400 }, (_, at) => `f${at}`).join('/')]);
  expect(label.split('/')).toHaveLength(300);
});

test('what the user says comes first, and all is one file', () => {
  expect(labels(['INBOX', 'Old'], new Map([['Old', 'inbox/2019']]))).toEqual(['Inbox', 'Inbox/2019']);
  const stems = nameFolders(['INBOX', 'A/B'].map(folder), { target: 'generic', format: 'pst' }).map(({ stem }) => stem);
  expect(stems).toEqual(['', '']);
});
