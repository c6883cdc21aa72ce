/** Which requests could make Google write to somebody. */
import { record } from './reply.js';

const QUIET_ACL = /^(POST|PATCH|PUT) \/calendar\/v3\/calendars\/[^/]+\/acl/;
const EVENTS = /^(POST|PATCH|PUT|DELETE) \/calendar\/v3\/calendars\/[^/]+\/events(?!\/import$)/;
const MAIL = /^POST \/(?:upload\/|resumable\/upload\/)?gmail\/v1\/users\/[^/]+\/(messages|drafts)\/send$/;

/** These ask somebody for his consent, by mail. */
const CONSENT = /^POST \/gmail\/v1\/users\/[^/]+\/settings\/(forwardingAddresses|delegates|sendAs)/;
const FORWARDING = /^PUT \/gmail\/v1\/users\/[^/]+\/settings\/autoForwarding$/;

/** Whether a request may send mail, an invitation or a notice, as it stands. */
export function mayNotify(method: string, { pathname, searchParams }: URL, body: unknown): boolean {
  const call = `${method} ${pathname}`;
  if (MAIL.test(call) || CONSENT.test(call) || FORWARDING.test(call)) return true;
  // A notice of absence that is on answers whoever writes; what is imported for processing may answer an invitation.
  if (record(body)['enableAutoReply'] === true || searchParams.get('processForCalendar') === 'true') return true;
  if (QUIET_ACL.test(call)) return searchParams.get('sendNotifications') !== 'false';
  return EVENTS.test(call) && searchParams.get('sendUpdates') !== 'none';
}
