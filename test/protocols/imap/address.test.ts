import { expect, test } from 'vitest';
import { formatServerAddress, isServerAddress, parseServerAddress } from '../../../src/protocols/imap/address.js';

test.each([
  ['imaps://mail.example.com', { host: 'mail.example.com', port: 993, security: 'tls' }],
  ['IMAPS://mail.example.com:1993/', { host: 'mail.example.com', port: 1993, security: 'tls' }],
  ['imap://mail.example.com', { host: 'mail.example.com', port: 143, security: 'starttls' }],
  ['imaps://[2001:db8::1]:993', { host: '2001:db8::1', port: 993, security: 'tls' }],
])('%s', (text, expected) => {
  expect(isServerAddress(text)).toBe(true);
  const address = parseServerAddress(text);
  expect(address).toEqual(expected);
  expect(parseServerAddress(formatServerAddress(address))).toEqual(expected);
});

test('plain text only where it is asked for', () => {
  expect(parseServerAddress('imap://h', true)).toEqual({ host: 'h', port: 143, security: 'none' });
  expect(() => parseServerAddress('imaps://h', true)).toThrow('write imap://');
});

test.each(['imaps://', 'imaps://a b', 'imaps://h:0', 'imaps://h:70000', 'imaps://h/INBOX', 'http://h'])(
  '%s is no address',
  (text) => {
    expect(() => parseServerAddress(text)).toThrow();
  },
);

test('a password in the address is refused and not repeated', () => {
  expect(() => parseServerAddress('imaps://anna:secret@h')).toThrow('must not hold a user or password');
  expect(() => parseServerAddress('imaps://anna:secret@h')).not.toThrow('secret@');
});

test('a store is no server', () => {
  expect(isServerAddress('/opt/kerio/store')).toBe(false);
  expect(isServerAddress('C:\\Kerio\\store')).toBe(false);
});
