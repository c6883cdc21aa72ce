/** Who may write to a group, in the words of Google's Groups Settings API and of GAM. */
import type { Posting } from '../../users-cfg/account-types.js';

/** The two settings of a Google group that decide it (Groups Settings API, resource Groups). */
export interface GooglePosting {
  readonly whoCanPostMessage: string;
  readonly messageModerationLevel: string;
}

const WHO: Readonly<Record<Posting['who'], string>> = {
  anyone: 'ANYONE_CAN_POST',
  members: 'ALL_MEMBERS_CAN_POST',
  moderators: 'ALL_MANAGERS_CAN_POST',
};
const APPROVAL: Readonly<Record<Posting['approval'], string>> = {
  none: 'MODERATE_NONE',
  'non-members': 'MODERATE_NON_MEMBERS',
  all: 'MODERATE_ALL_MESSAGES',
};

/** A new Google group takes mail of its own domain alone. What is not known is open: mail that bounces is lost, mail too much is not. */
export function googlePosting(posting: Posting | null): GooglePosting {
  const { who, approval } = posting ?? { who: 'anyone', approval: 'none' };
  return { whoCanPostMessage: WHO[who], messageModerationLevel: APPROVAL[approval] };
}
