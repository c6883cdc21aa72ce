/**
 * Moves a mailbox as a script of ten lines would: imapflow fetches, imapflow appends, one message after the other.
 *
 *     node bench/imapflow-loop.mjs <source port> <source user> <target port> <target user> <password>
 */
import { ImapFlow } from 'imapflow';

const [fromPort, from, toPort, to, pass] = process.argv.slice(2);

/**
 * @param {string | undefined} port
 * @param {string | undefined} user
 */
async function open(port, user) {
  const options = { host: '127.0.0.1', port: Number(port), secure: false, doSTARTTLS: false, disableCompression: true };
  const client = new ImapFlow({ ...options, auth: { user: user ?? '', pass: pass ?? '' }, logger: false });
  client.on('error', (error) => {
    throw error;
  });
  await client.connect();
  return client;
}

const [source, target] = await Promise.all([open(fromPort, from), open(toPort, to)]);
for (const { path } of await source.list()) {
  const { exists } = await source.mailboxOpen(path, { readOnly: true });
  await target.mailboxCreate(path).catch(() => undefined);
  await target.mailboxOpen(path);
  if (exists === 0) continue;
  for await (const message of source.fetch('1:*', { source: true, flags: true, internalDate: true })) {
    if (message.source === undefined) throw new Error('a message without content');
    await target.append(path, message.source, [...(message.flags ?? [])], message.internalDate);
  }
}
await Promise.all([source.logout(), target.logout()]);
