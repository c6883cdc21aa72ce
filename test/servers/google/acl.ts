/** Who may do what with a calendar. */
import { type Call, ok, page, record, refuse, type Reply, text } from './reply.js';

const ROLES = ['none', 'freeBusyReader', 'reader', 'writerWithoutPrivateAccess', 'writer', 'owner'];
const TYPES = ['default', 'user', 'group', 'domain'];

/** The rules of one calendar, in the order in which they were made. */
export class FakeAcl {
  readonly #rules = new Map<string, string>();

  /** Whoever made it owns it. */
  constructor(owner: string) {
    this.#rules.set(`user:${owner}`, 'owner');
  }

  /** As Google would have it without our doing. */
  set(id: string, role: string): void {
    this.#rules.set(id, role);
  }

  told(): string[] {
    return [...this.#rules].map(([id, role]) => `${id} ${role}`);
  }

  answer(call: Call, id: string): Reply {
    const { method, body } = call;
    if (method === 'GET' && id === '') {
      const { items, next } = page([...this.#rules], call, Number(call.query.get('maxResults') ?? '100'));
      return ok({ items: items.map(([rule, role]) => ruleOf(rule, role)), nextPageToken: next });
    }
    const role = text(body['role']);
    if (!ROLES.includes(role)) return refuse(400, 'invalid', 'Invalid value for: role');
    if (method === 'PATCH') {
      if (!this.#rules.has(id)) return refuse(404, 'notFound', 'Not Found');
      this.#rules.set(id, role);
      return ok(ruleOf(id, role));
    }
    if (method !== 'POST') return refuse(404, 'notFound', `the fake has no ${method} of a rule`);
    const { type, value } = record(body['scope']);
    if (!TYPES.includes(text(type)) || (text(value) === '') !== (type === 'default'))
      return refuse(400, 'invalid', 'Invalid scope value.');
    const made = type === 'default' ? 'default' : `${text(type)}:${text(value)}`;
    this.#rules.set(made, role);
    return ok(ruleOf(made, role));
  }
}

function ruleOf(id: string, role: string): unknown {
  const colon = id.indexOf(':');
  return { id, role, scope: colon < 0 ? { type: id } : { type: id.slice(0, colon), value: id.slice(colon + 1) } };
}
