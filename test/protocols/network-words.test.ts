import { expect, test } from 'vitest';
import { encryptionWords, networkWords } from '../../src/protocols/network-words.js';

const error = (code: string, message: string): Error => Object.assign(new Error(message), { code });

test.each([
  [
    error('ENOTFOUND', 'getaddrinfo ENOTFOUND mial.company.com'),
    'no host of that name is known: look at its spelling, and at the DNS of this machine (ENOTFOUND)',
  ],
  [
    error('ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1'),
    'nothing listens there: look at the port, and whether the server runs (ECONNREFUSED)',
  ],
  [
    error('HPE_INVALID_CONSTANT', 'Parse Error: Expected HTTP/, RTSP/ or ICE/'),
    'what answers there is no web server: look at address and port (HPE_INVALID_CONSTANT)',
  ],
  [error('ECONNRESET', 'read ECONNRESET'), 'read ECONNRESET'],
  [error('EPIPE', ''), 'EPIPE'],
])('%s', (thrown, words) => {
  expect(networkWords(thrown)).toBe(words);
});

test('a port that begins in the clear is named as such, and no line of a TLS library', () => {
  const thrown = error(
    'ERR_SSL_WRONG_VERSION_NUMBER',
    '80:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../x.c:350:',
  );
  expect(encryptionWords(thrown, 'look at the port')).toBe(
    'what answers there does not begin with TLS: look at the port',
  );
  expect(encryptionWords(new Error('no shared cipher'), 'x')).toBe('no shared cipher');
});
