/** Mail over IMAP, as the command line knows it. */
import { formatServerAddress, parseServerAddress } from '../../protocols/imap/address.js';
import type { DestinationKind } from '../kind.js';

export const imap: DestinationKind = {
  schemes: ['imaps', 'imap'],
  form: 'imaps://host or imaps://host:port',
  takes: new Set(['mail']),
  options: [],
  name: (target, plaintext) => formatServerAddress(parseServerAddress(target, plaintext)),
  connect: async (target, { login, plaintext, ...endpoint }) => {
    const { imapDestination } = await import('./destination.js');
    const { verifyCertificate, trusted, timeoutMs } = endpoint;
    const address = parseServerAddress(target, plaintext);
    return imapDestination({ endpoint: { address, verifyCertificate, trusted, timeoutMs }, login });
  },
};
