/** What stands behind the question mark of an address. */
import { UserError } from '../../core/errors.js';
import { parseCount } from '../../options/arguments.js';
import { text } from '../session/readers.js';
import type { ItemsAsk } from '../work/messages.js';

type Query = Readonly<Record<string, string | undefined>>;

/** A folder, by its names: nothing of them ever becomes a path. Throws a UserError. */
export function readFolderQuery({ mailbox, folder }: Query): Pick<ItemsAsk, 'mailbox' | 'folder'> {
  let names: unknown;
  try {
    names = JSON.parse(folder ?? '');
  } catch {
    names = null;
  }
  if (!Array.isArray(names)) throw new UserError('folder is not understood: give its names as a JSON list.');
  return { mailbox: text(mailbox, 'mailbox'), folder: names.map((name: unknown) => text(name, 'folder')) };
}

/** A page of its items. Throws a UserError. */
export function readItemsQuery(query: Query): Omit<ItemsAsk, 'store'> {
  const { from = '0', count = '100' } = query;
  return { ...readFolderQuery(query), from: parseCount(from, 'from', 0), count: parseCount(count, 'count', 1) };
}
