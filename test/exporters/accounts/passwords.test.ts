import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { passwordGenerator, saltedHash } from '../../../src/exporters/accounts/passwords.js';

test('passwords are strong, all different, and hold nothing that a format or a shell trips over', () => {
  const generate = passwordGenerator();
  const passwords = Array.from({ length: 2000 }, generate);
  expect(new Set(passwords).size).toBe(2000);
  for (const password of passwords) {
    expect(password).toMatch(/^(?:[A-HJ-NP-Za-kmnp-z2-9]{4}-){3}[A-HJ-NP-Za-kmnp-z2-9]{4}$/);
    expect(password).toMatch(/[A-Z]/);
    expect(password).toMatch(/[a-z]/);
    expect(password).toMatch(/\d/);
  }
});

test('letters are drawn evenly', () => {
  const generate = passwordGenerator();
  const counts = new Map<string, number>();
  for (let draw = 0; draw < 5000; draw += 1) {
    for (const letter of generate().replaceAll('-', '')) counts.set(letter, (counts.get(letter) ?? 0) + 1);
  }
  expect(counts.size).toBe(56);
  const expected = (5000 * 16) / 56;
  // Far beyond any chance: each count's standard deviation is 38. Digits are rarer in none, commoner in every password.
  for (const count of counts.values()) expect(Math.abs(count - expected)).toBeLessThan(expected / 4);
});

test('a salted hash is hash and salt in base64, the same for the same input', () => {
  const value = saltedHash('SSHA', 'jan@company.com', 'heslo');
  expect(value).toBe(saltedHash('SSHA', 'jan@company.com', 'heslo'));
  expect(value).not.toBe(saltedHash('SSHA', 'eva@company.com', 'heslo'));
  const bytes = Buffer.from(value.slice('{SSHA}'.length), 'base64');
  const [hash, salt] = [bytes.subarray(0, 20), bytes.subarray(20)];
  expect(salt).toHaveLength(8);
  expect(createHash('sha1').update('heslo').update(salt).digest()).toEqual(hash);
});
