/** The Directory of a domain: users, aliases, groups, their members, rooms. */
import { type Call, ok, page, record, refuse, type Reply, text } from './reply.js';

type Fields = Readonly<Record<string, unknown>>;

/** A domain. */
export class FakeDirectory {
  readonly users = new Map<string, Fields>();
  readonly groups = new Map<string, Fields>();
  /** Aliases of users and groups, by alias. */
  readonly aliases = new Map<string, string>();
  /** Members by group. */
  readonly members = new Map<string, Map<string, string>>();
  readonly rooms: Fields[] = [];
  #made = 1;
  /** How often a new user is looked at before he is there. */
  slow = 0;
  /** Addresses of other domains. */
  foreign = /@elsewhere\.com$/;

  answer(call: Call): Reply {
    const path = call.path.replace(/^\/admin\/directory\/v1/, '');
    const [, kind = '', named = '', part = ''] =
      /^\/(users|groups)(?:\/([^/]+)(?:\/(aliases|members))?)?$/.exec(path) ?? [];
    if (path === '/customer/my_customer/resources/calendars') return this.#rooms(call);
    const known = kind === 'users' ? this.users : kind === 'groups' ? this.groups : null;
    if (known === null) return refuse(404, 'notFound', `the fake has no ${call.method} ${path}`);
    if (named === '' && call.method === 'GET') return this.#list(call);
    if (named === '') return this.#create(call, kind, known);
    if (this.foreign.test(named)) return refuse(403, 'forbidden', 'Not Authorized to access this resource/api');
    // An alias stands for whom it belongs to.
    const id = known.has(named) ? named : (this.aliases.get(named) ?? named);
    if (!known.has(id)) return refuse(404, 'notFound', `Resource Not Found: ${named}`);
    if (kind === 'groups' && call.method === 'PATCH' && part === '') {
      known.set(id, { ...known.get(id), ...call.body });
      return ok(known.get(id));
    }
    if (part === 'aliases') return this.#aliases(call, id);
    if (part === 'members') return this.#members(call, id);
    if (kind === 'users' && this.slow > 0) {
      this.slow -= 1;
      return ok({ primaryEmail: id, isMailboxSetup: false });
    }
    return ok({ ...known.get(id), isMailboxSetup: kind === 'users' });
  }

  /** The groups of a domain. */
  #list(call: Call): Reply {
    const domain = call.query.get('domain') ?? '';
    const own = [...this.groups].filter(([address]) => address.endsWith(`@${domain}`)).map(([, fields]) => fields);
    const { items, next } = page(own, call, Number(call.query.get('maxResults') ?? '200'));
    return ok({ groups: items, nextPageToken: next });
  }

  #create({ body }: Call, kind: string, known: Map<string, Fields>): Reply {
    const address = text(body[kind === 'users' ? 'primaryEmail' : 'email']);
    if (this.#isTaken(address)) return refuse(409, 'duplicate', 'Entity already exists.');
    const { password, ...fields } = record(body);
    if (kind === 'users' && text(password).length < 8) return refuse(400, 'invalid', 'Invalid Password');
    // A group has an id of its own, which another of that address will not have.
    const made = kind === 'groups' ? { ...fields, id: `g${this.#made++}` } : fields;
    known.set(address, made);
    return ok(made);
  }

  #aliases({ method, body }: Call, id: string): Reply {
    if (method === 'GET') {
      const own = [...this.aliases].filter(([, owner]) => owner === id);
      return ok({ aliases: own.map(([alias]) => ({ alias, primaryEmail: id })) });
    }
    const alias = text(body['alias']);
    if (this.#isTaken(alias)) return refuse(409, 'duplicate', 'Entity already exists.');
    this.aliases.set(alias, id);
    return ok({ alias });
  }

  #members(call: Call, id: string): Reply {
    const { body } = call;
    const members = this.members.get(id) ?? new Map<string, string>();
    this.members.set(id, members);
    if (call.method === 'GET') {
      const { items, next } = page([...members], call, Number(call.query.get('maxResults') ?? '200'));
      return ok({ members: items.map(([email, role]) => ({ email, role })), nextPageToken: next });
    }
    const email = text(body['email']);
    if (members.has(email)) return refuse(409, 'duplicate', 'Member already exists.');
    members.set(email, text(body['role']));
    return ok({ email });
  }

  #rooms({ method, body }: Call): Reply {
    if (method === 'GET') return ok({ items: this.rooms });
    if (this.rooms.some(({ resourceId }) => resourceId === body['resourceId']))
      return refuse(409, 'duplicate', 'Entity already exists.');
    this.rooms.push(body);
    return ok(body);
  }

  #isTaken(address: string): boolean {
    return this.users.has(address) || this.groups.has(address) || this.aliases.has(address);
  }
}
