/** Why nobody could be reached, as people read it: what is wrong, and what to look at. The code stays, for whoever looks it up. */

const WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no host of that name is known: look at its spelling, and at the DNS of this machine',
  EAI_AGAIN: 'nobody could say which host that is: look at the DNS and the network of this machine',
  ECONNREFUSED: 'nothing listens there: look at the port, and whether the server runs',
  ETIMEDOUT: 'no answer came: look at address, port and firewall',
  EHOSTUNREACH: 'no way leads there: look at address and network',
  ENETUNREACH: 'no way leads there: look at address and network',
};

/** The words for an error of a connection; its own message where we have none. */
export function networkWords(error: Error): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  const words = WORDS[code];
  if (words !== undefined) return `${words} (${code})`;
  // The parser of HTTP, at the first byte of something else.
  if (code.startsWith('HPE_')) return `what answers there is no web server: look at address and port (${code})`;
  return error.message === '' ? code : error.message;
}

/** The words for encryption that did not come about. `hint` says what to give where the other side speaks in the clear. */
export function encryptionWords(error: Error, hint: string): string {
  return /wrong version number|packet length too long|unknown protocol/i.test(error.message)
    ? `what answers there does not begin with TLS: ${hint}`
    : error.message;
}
