import type { Octets } from '../../core/octets.js';

/**
 * vCard 2.1 folds a line before a blank, which stays (section 2.1.3); from 3.0 on the blank belongs to the fold (RFC 2426
 * section 2.6). Gives every fold of the old cards in a text in the new form, so that the blank is still there when lines are
 * unfolded. Soft breaks of quoted-printable are none.
 */
export function withNewFolds(text: Octets): Octets {
  if (!oldVersion.test(text)) return text;
  return text
    .split(/^(?=BEGIN:VCARD)/im)
    .map((card) => (oldVersion.test(card) ? card.replace(/(?<![=\r])(\r+\n|\r|\n)(?=[ \t])/g, '$1 ') : card))
    .join('');
}

const oldVersion = /^VERSION:[ \t]*2\.1/im;
