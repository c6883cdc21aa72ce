import type { Octets } from '../core/octets.js';

/** A single-byte charset that undeclared mail of Kerio's customers is written in. */
export type SingleByteCharset = 'windows-1250' | 'windows-1251' | 'windows-1252';

/**
 * Guesses in which single-byte charset octets were written. Words wholly above ASCII are Cyrillic. Between Central European
 * and Western letters, letters decide that only one of the two has in earnest; for those that are a consonant in one and a
 * vowel in the other (`ř`/`ø`, `č`/`è`) their neighbours decide. Western European when nothing speaks for another.
 */
export function guessSingleByte(octets: Octets): SingleByteCharset {
  const words = (octets.match(/[A-Za-z\x80-\xff]+/g) ?? []).filter((word) => /[\x80-\xff]/.test(word));
  const cyrillic = words.filter((word) => /^[\xa8\xb8\xc0-\xff]{2,}$/.test(word)).length;
  if (cyrillic * 2 > words.length) return 'windows-1251';
  let score = 0;
  for (const word of words) for (let at = 0; at < word.length; at += 1) score += weight(word, at);
  return score > 0 ? 'windows-1250' : 'windows-1252';
}

/** Above 0: the octet speaks for windows-1250; below 0: for windows-1252. */
function weight(word: Octets, at: number): number {
  const octet = word[at] ?? '';
  if (centralOnly.includes(octet)) return 3;
  if (westernOnly.includes(octet)) return -3;
  if (!consonantOrVowel.includes(octet)) return 0;
  const before = vowels.includes(word[at - 1] ?? ' ');
  const after = vowels.includes(word[at + 1] ?? ' ');
  return before && after ? 2 : after ? 1 : before ? 0 : -2;
}

/** In windows-1250 Š Ť Ž š ť ž Ś ś Ź ź ł ą ľ ş ż ě ů Ě Ů; in windows-1252 signs, and letters that are rare inside words. */
const centralOnly = '\x8a\x8d\x8e\x9a\x9d\x9e\x8c\x9c\x8f\x9f\xb3\xb9\xbe\xba\xbf\xec\xf9\xcc\xd9';
/** In windows-1252 à å À Å ñ ê ã; in windows-1250 ŕ ĺ Ŕ Ĺ ń ę ă, which are rarer. */
const westernOnly = '\xe0\xe5\xc0\xc5\xf1\xea\xe3';
/** In windows-1250 č ř ň ď ć Č Ř Ň Ď Ć; in windows-1252 è ø ò ï æ È Ø Ò Ï Æ. */
const consonantOrVowel = '\xe8\xf8\xf2\xef\xe6\xc8\xd8\xd2\xcf\xc6';
/** ASCII vowels, and those that the two charsets share. */
const vowels = 'aeiouyAEIOUY\xe1\xe9\xed\xf3\xfa\xfd\xe4\xf6\xfc\xec\xf9\xf4\xeb\xe2\xee';
