import { expect, test } from 'vitest';
import { decodeFolderName } from '../../src/core/modified-utf7.js';
import { hasReplacedCharacters } from '../../src/core/private-names.js';

test.each([
  // Linux and macOS, to a share of Windows.
  ['Re\uf022 plan\uf025 \uf023final\uf024', 'Re: plan? <final>'],
  ['\uf020quoted\uf020', '"quoted"'],
  ['a\uf027b\uf021c\uf026d', 'a|b*c\\d'],
  ['Offers\uf029', 'Offers.'],
  ['blank\uf028', 'blank '],
  // WSL, Cygwin.
  ['Re\uf03a plan\uf03f \uf03cfinal\uf03e', 'Re: plan? <final>'],
  ['\uf022quoted\uf022\uf03a', '"quoted":'],
  ['Offers\uf02e', 'Offers.'],
  ['blank\uf020', 'blank '],
  // Apple's own sign, and a plain name.
  ['\uf8ff Inc', '\uf8ff Inc'],
  ['Re_ plan', 'Re_ plan'],
])('%j was %j', (name, was) => {
  expect(decodeFolderName(name)).toBe(was);
  expect(hasReplacedCharacters(name)).toBe(name !== was);
});
