/** Google Contacts: people in batches, groups, pictures. */
import { type Call, ok, page, record, records, refuse, type Reply, text } from './reply.js';

type Fields = Readonly<Record<string, unknown>>;

interface FakePerson {
  readonly resourceName: string;
  readonly person: Fields;
  photo: string | null;
}

const SINGLE = ['names', 'birthdays', 'biographies', 'genders'];

/** The contacts of one user. */
export class FakePeople {
  readonly people: FakePerson[] = [];
  readonly groups = new Map<string, string>([
    ['contactGroups/myContacts', 'myContacts'],
    ['contactGroups/starred', 'starred'],
  ]);
  /** A contact with this word in it is refused, and its whole batch with it. */
  poison: string | null = null;
  /** A contact with this word in it is refused, and the others of its batch are made. */
  spoilt: string | null = null;
  #next = 1;

  /** Contacts as they were sent: groups by name, the key left out, whether there is a picture; sorted. */
  contacts(): Fields[] {
    return this.people
      .map(({ person, photo }) => {
        const { memberships, clientData, ...fields } = person;
        if (clientData === undefined) throw new Error('a contact without key');
        return { ...fields, groups: this.#groupsOf(memberships), ...(photo === null ? {} : { photo }) };
      })
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }

  answer(call: Call): Reply {
    const path = `${call.method} ${call.path.replace(/^\/v1/, '')}`;
    if (path === 'POST /people:batchCreateContacts') return this.#createBatch(call);
    if (path === 'POST /people:batchDeleteContacts') {
      const names = call.body['resourceNames'] as string[];
      this.people.splice(0, this.people.length, ...this.people.filter((one) => !names.includes(one.resourceName)));
      return ok({});
    }
    if (path === 'GET /people/me/connections') {
      const { items, next } = page(this.people, call, Number(call.query.get('pageSize') ?? '100'));
      return ok({
        connections: items.map((person) => this.#shown(person)),
        totalItems: this.people.length,
        nextPageToken: next,
      });
    }
    if (path === 'GET /contactGroups') {
      const { items, next } = page([...this.groups], call, Number(call.query.get('pageSize') ?? '30'));
      const contactGroups = items.map(([resourceName, name]) => ({
        ...{ resourceName, name },
        groupType: resourceName.startsWith('contactGroups/g') ? 'USER_CONTACT_GROUP' : 'SYSTEM_CONTACT_GROUP',
      }));
      return ok({ contactGroups, nextPageToken: next });
    }
    if (path === 'POST /contactGroups') return this.#createGroup(text(record(call.body['contactGroup'])['name']));
    const name = /^PATCH \/(people\/\w+):updateContactPhoto$/.exec(path)?.[1];
    const person = this.people.find(({ resourceName }) => resourceName === name);
    if (person === undefined) return refuse(404, 'notFound', `the fake has no ${path}`);
    const bytes = Buffer.from(text(call.body['photoBytes']), 'base64');
    if (!/^(\xff\xd8\xff|\x89PNG)/.test(bytes.toString('latin1', 0, 4)))
      return refuse(400, 'INVALID_ARGUMENT', 'Photo bytes are no picture.');
    person.photo = bytes.toString('base64').slice(0, 8);
    return ok({ person: this.#shown(person) });
  }

  #createBatch({ body }: Call): Reply {
    const wanted = records(body['contacts']).map((contact) => record(contact['contactPerson']));
    if (wanted.length > 200) return refuse(400, 'INVALID_ARGUMENT', 'Too many contacts.');
    const twice = wanted.some((person) => SINGLE.some((field) => records(person[field]).length > 1));
    const poisoned = this.poison !== null && JSON.stringify(wanted).includes(this.poison);
    if (twice || poisoned) return refuse(400, 'INVALID_ARGUMENT', 'Request contains an invalid argument.');
    const isSpoilt = (person: Fields): boolean => this.spoilt !== null && JSON.stringify(person).includes(this.spoilt);
    const made = wanted
      .filter((person) => !isSpoilt(person))
      .map((person): FakePerson => {
        const resourceName = `people/c${this.#next}`;
        this.#next += 1;
        return { resourceName, person, photo: null };
      });
    this.people.push(...made);
    // In no order that anybody promises.
    const refused = wanted.filter(isSpoilt).map(() => ({ status: { code: 3, message: 'Invalid birthday.' } }));
    return ok({ createdPeople: [...refused, ...made.toReversed().map((person) => ({ person: this.#shown(person) }))] });
  }

  #createGroup(name: string): Reply {
    if ([...this.groups.values()].some((known) => known.toLowerCase() === name.toLowerCase()))
      return refuse(409, 'ALREADY_EXISTS', 'Contact group name already exists.');
    const resourceName = `contactGroups/g${this.groups.size}`;
    this.groups.set(resourceName, name);
    return ok({ resourceName, name });
  }

  #groupsOf(memberships: unknown): string[] {
    return records(memberships)
      .map((membership) => text(record(membership['contactGroupMembership'])['contactGroupResourceName']))
      .map((name) => this.groups.get(name) ?? `no group ${name}`)
      .sort();
  }

  #shown({ resourceName, person, photo }: FakePerson): Fields {
    return { resourceName, clientData: person['clientData'], photos: [{ default: photo === null }] };
  }
}
