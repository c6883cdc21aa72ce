import { tell } from '../state/client.js';
import { texts } from '../texts.js';
import { PathForm } from './path-form.js';

/** Writes a file because somebody asks for it. */
export function SaveFile({
  what,
  ...form
}: {
  readonly what: 'plan' | 'users';
  readonly title: string;
  readonly hint: string;
  /** The path that stands there at first. */
  readonly usual: string;
}) {
  const save = async (path: string) => {
    await tell('/api/save', { what, path });
    return <p>{texts.who.saved(path)}</p>;
  };
  return <PathForm {...form} button={texts.who.save} onPath={save} />;
}
