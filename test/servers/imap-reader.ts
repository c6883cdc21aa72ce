import { ImapFlow } from 'imapflow';
import type { DovecotMessage } from './dovecot-reader.js';

/** Reads everything a user has by a library that is not ours, for servers whose files we do not know. */
export async function readOverImap(port: number, user: string, pass: string): Promise<readonly DovecotMessage[]> {
  const client = new ImapFlow({
    host: '127.0.0.1',
    port,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass },
    disableCompression: true,
    logger: false,
  });
  await client.connect();
  const messages: DovecotMessage[] = [];
  for (const { path, flags } of await client.list()) {
    if (flags.has('\\Noselect')) continue;
    const { exists } = await client.mailboxOpen(path, { readOnly: true });
    if (exists === 0) continue;
    for await (const found of client.fetch('1:*', { uid: true, flags: true, internalDate: true, source: true })) {
      messages.push({
        mailbox: path,
        uid: found.uid,
        flags: [...(found.flags ?? [])].filter((flag) => flag !== '\\Recent').sort(),
        receivedAt: new Date(found.internalDate ?? 0).getTime() / 1000,
        bytes: found.source ?? Buffer.alloc(0),
      });
    }
  }
  await client.logout();
  return messages;
}
