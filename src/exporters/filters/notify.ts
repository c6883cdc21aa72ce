/** Notifications in the words of early drafts (`notify :method "mailto" :options "a@b.c"`), which servers no longer know. */
import { type Command, SieveError } from './parse.js';
import { quoted } from './tokens.js';

/** The command is one of those. */
export function isOldNotify({ name, args }: Command): boolean {
  return name === 'notify' && args.some(({ type, values }) => type === 'tag' && values[0] === ':method');
}

/** The same by RFC 5435 and RFC 5436. Throws SieveError where it tells no mail address to notify. */
export function currentNotify({ args }: Command): string {
  const behind = (tag: string) => {
    const at = args.findIndex(({ type, values }) => type === 'tag' && values[0] === tag);
    return at < 0 ? [] : (args[at + 1]?.values ?? []);
  };
  const addresses = behind(':options').filter((address) => address.includes('@'));
  if (behind(':method')[0]?.toLowerCase() !== 'mailto' || addresses.length === 0)
    throw new SieveError('its notification goes to no mail address');
  const importance = args.flatMap(({ type, values }) =>
    type === 'tag' ? (importances[values[0] ?? ''] ?? []) : [],
  )[0];
  const [message] = behind(':message');
  const words = [
    ...(importance === undefined ? [] : [':importance', quoted(importance)]),
    ...(message === undefined ? [] : [':message', quoted(message)]),
  ];
  return addresses.map((address) => ['notify', ...words, quoted(`mailto:${address}`)].join(' ')).join('; ') + ';';
}

const importances: Readonly<Record<string, string>> = { ':high': '1', ':normal': '2', ':low': '3' };
