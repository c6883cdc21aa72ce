/** Who may post to a mailing list: the vendor's manual ("Posting rules") has one rule for members and one for everybody else. */
import type { Posting } from './account-types.js';

type Rule = 'allowed' | 'approved' | 'denied' | 'moderators';

/** The choices of both rules in the manual's order: how the file writes them is a guess, a number or the word. */
const RULES: readonly (readonly [Rule, RegExp])[] = [
  ['allowed', /^(0|allow(ed)?)$/i],
  ['approved', /^(1|moderat(ed|e|ion)|moderator must approve)$/i],
  ['denied', /^(2|den(ied|y))$/i],
  ['moderators', /^(3|only ?moderators)$/i],
];

/** What both rules come to together; null where the one for others is not there or not understood. */
export function postingOf(members: string, others: string): Posting | null {
  const own = ruleOf(members) ?? 'allowed';
  const other = ruleOf(others);
  if (other === null) return null;
  const takesOthers = other === 'allowed' || other === 'approved';
  const takesMembers = own === 'allowed' || own === 'approved';
  const who = takesOthers ? 'anyone' : takesMembers ? 'members' : 'moderators';
  if (who !== 'moderators' && own === 'approved') return { who, approval: 'all' };
  return { who, approval: other === 'approved' ? 'non-members' : 'none' };
}

function ruleOf(value: string): Rule | null {
  return RULES.find(([, form]) => form.test(value.trim()))?.[0] ?? null;
}
