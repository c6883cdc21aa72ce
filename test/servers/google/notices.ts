/** Which requests could make Google write to somebody. */

const QUIET_ACL = /^(POST|PATCH|PUT) \/calendar\/v3\/calendars\/[^/]+\/acl/;
const EVENTS = /^(POST|PATCH|PUT|DELETE) \/calendar\/v3\/calendars\/[^/]+\/events(?!\/import$)/;
const MAIL = /^POST \/(?:upload\/|resumable\/upload\/)?gmail\/v1\/users\/[^/]+\/(messages|drafts)\/send$/;

/** Whether a request may send mail, an invitation or a notice, as it stands. */
export function mayNotify(method: string, { pathname, searchParams }: URL): boolean {
  const call = `${method} ${pathname}`;
  if (MAIL.test(call)) return true;
  if (QUIET_ACL.test(call)) return searchParams.get('sendNotifications') !== 'false';
  return EVENTS.test(call) && searchParams.get('sendUpdates') !== 'none';
}
