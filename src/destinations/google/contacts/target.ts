/** The contacts of an account: filled in batches of 200, as the People API has it, with a key of ours that nobody sees. */
import { tmpdir } from 'node:os';
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import { GoogleError, readGoogleError } from '../../../protocols/http/google-errors.js';
import type { Answer, Present, Ref } from '../../../transfer/destination.js';
import type { SourceFolder } from '../../../transfer/source.js';
import { JOINT, type UnitTarget } from '../unit-collection.js';
import { hashOf, jointKey, type Unit, Units } from '../units.js';
import { Cards, type ContactObject } from './cards.js';
import { ContactGroups, type GroupData } from './groups.js';

/** There is one collection of contacts, and nothing like UIDVALIDITY. */
export const CONTACTS_VERSION = 'people';

const KEY = 'kerio-exit';
export const CONTACTS_BATCH = 200;
/** Critical reads and writes that a batch costs. */
export const CONTACTS_BATCH_UNITS = 6;
const FIELDS = 'clientData,photos,metadata';

interface PersonData {
  readonly resourceName?: string;
  readonly clientData?: readonly { readonly key?: string; readonly value?: string }[];
  readonly photos?: readonly { readonly default?: boolean }[];
}

/** One of a batch; without a person where it could not be made. */
interface Created {
  readonly person?: PersonData;
  readonly status?: { readonly message?: string };
}

export class ContactsTarget implements UnitTarget<ContactObject> {
  readonly version = CONTACTS_VERSION;
  readonly together = { items: CONTACTS_BATCH, bytes: 8 * 1024 * 1024 };
  readonly units: Units<ContactObject>;
  readonly #client: GoogleClient;
  readonly #groups: ContactGroups;
  readonly #photos: GoogleClient;
  /** Contacts that were made: what is refused later, a picture or another of the batch, makes nobody twice. */
  readonly #names = new WeakMap<ContactObject, string>();
  #there: readonly PersonData[] = [];
  #groupsThere: readonly GroupData[] = [];

  constructor(client: GoogleClient, photos: GoogleClient, groupOf: (folder: SourceFolder) => string | null) {
    this.#client = client;
    this.#photos = photos;
    this.#groups = new ContactGroups(client);
    const cards = new Cards(groupOf);
    this.units = new Units({
      kind: 'contacts',
      attendees: 'keep',
      dir: tmpdir(),
      begin: (items) => cards.begin(items),
      make: (object, folder) => cards.make(object, folder),
    });
  }

  async look(): Promise<void> {
    this.#there = await this.#people();
    this.#groupsThere = await this.#groups.read();
  }

  present(): readonly Present[] {
    const byKey = new Map<string, string[]>();
    const present: Present[] = [];
    for (const { resourceName = '', clientData = [] } of this.#there) {
      const key = clientData.find((data) => data.key === KEY)?.value;
      if (key === undefined) present.push({ ref: resourceName, key: `other ${resourceName}`, flags: [], date: null });
      else byKey.set(key, [...(byKey.get(key) ?? []), resourceName]);
    }
    for (const { name, resourceName } of this.#groupsThere)
      byKey.set(hashOf(JSON.stringify(['group', name])), [resourceName]);
    for (const unit of this.units.all()) {
      const keys = unit.objects.map(({ key }) => key);
      if (keys.length < 2 || !keys.every((key) => (byKey.get(key)?.length ?? 0) > 0)) continue;
      const refs = keys.map((key) => byKey.get(key)?.shift() ?? '');
      present.push({ ref: refs.join(JOINT), key: unit.key, flags: [], date: null });
    }
    for (const [key, names] of byKey)
      for (const ref of names) present.push({ ref, key: jointKey([key]), flags: [], date: null });
    return present;
  }

  async send(units: readonly Unit<ContactObject>[]): Promise<Answer> {
    const objects = units.flatMap((unit) => unit.objects);
    const contacts = new Set(objects.filter(({ group }) => group === null));
    await this.#groups.ensure([
      ...new Set(objects.flatMap(({ groups, group }) => (group === null ? groups : [group]))),
    ]);
    const missing = [...contacts].filter((contact) => !this.#names.has(contact));
    for (let at = 0; at < missing.length; at += CONTACTS_BATCH)
      await this.#createBatch(missing.slice(at, at + CONTACTS_BATCH));
    const notes: string[] = [];
    for (const unit of units) notes.push(await this.#addPhotos(unit.objects, this.#names));
    const stored = units.map((unit) => unit.objects.map((object) => this.#refOf(object)).join(JOINT));
    return { stored, notes };
  }

  /** A picture goes by itself: whoever was found may be without. */
  async complete(found: readonly { readonly unit: Unit<ContactObject>; readonly ref: Ref }[]): Promise<void> {
    const lacking = found.filter(({ unit }) => unit.objects.some(({ hasPhoto }) => hasPhoto));
    if (lacking.length === 0) return;
    const people = new Map((await this.#people()).map((person) => [person.resourceName ?? '', person]));
    for (const { unit, ref } of lacking) {
      const names = new Map<ContactObject, string>();
      String(ref)
        .split(JOINT)
        .forEach((name, at) => {
          const object = unit.objects[at];
          const has = people.get(name)?.photos?.some((photo) => photo.default !== true) === true;
          if (object !== undefined && !has) names.set(object, name);
        });
      await this.#addPhotos(unit.objects, names);
    }
  }

  create(): Promise<void> {
    return Promise.resolve();
  }

  #refOf(object: ContactObject): string {
    return object.group === null ? (this.#names.get(object) ?? '') : (this.#groups.resourceName(object.group) ?? '');
  }

  /** Rejects where some of them were not made; the others are remembered. */
  async #createBatch(contacts: readonly ContactObject[]): Promise<void> {
    const body = {
      contacts: contacts.map((contact) => ({ contactPerson: this.#personOf(contact) })),
      readMask: FIELDS,
    };
    const path = 'people:batchCreateContacts';
    const { createdPeople = [] } = await this.#client.call<{ createdPeople?: readonly Created[] }>({
      ...{ method: 'POST', path, body, units: CONTACTS_BATCH_UNITS },
    });
    // In what order they come back nobody promises: our own key tells.
    const byKey = new Map<string, string[]>();
    for (const { person } of createdPeople) {
      const key = person?.clientData?.find((data) => data.key === KEY)?.value;
      const name = person?.resourceName;
      if (key !== undefined && name !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), name]);
    }
    const isKeyed = byKey.size > 0;
    contacts.forEach((contact, at) => {
      const name = isKeyed ? byKey.get(contact.key)?.shift() : createdPeople[at]?.person?.resourceName;
      if (name !== undefined) this.#names.set(contact, name);
    });
    if (contacts.every((contact) => this.#names.has(contact))) return;
    const status = createdPeople.find(({ person }) => person?.resourceName === undefined)?.status;
    const error = { code: 400, message: status?.message ?? 'Google made no contact of it', status: 'INVALID_ARGUMENT' };
    throw readGoogleError(`POST ${path}`, 400, JSON.stringify({ error }), null, 0);
  }

  #personOf({ person, groups, key }: ContactObject): object {
    const memberships = [
      'contactGroups/myContacts',
      ...groups.flatMap((name) => this.#groups.resourceName(name) ?? []),
    ];
    return {
      ...person,
      clientData: [{ key: KEY, value: key }],
      memberships: memberships.map((name) => ({ contactGroupMembership: { contactGroupResourceName: name } })),
    };
  }

  /** Pictures of the contacts of an item. One that is refused costs only itself: what there is to say of it. */
  async #addPhotos(
    objects: readonly ContactObject[],
    names: Pick<WeakMap<ContactObject, string>, 'get'>,
  ): Promise<string> {
    for (const object of objects) {
      const name = names.get(object);
      const photoBytes = object.hasPhoto && name !== undefined ? object.photo() : null;
      if (photoBytes === null || name === undefined) continue;
      try {
        const path = `${name}:updateContactPhoto`;
        await this.#photos.call({ method: 'PATCH', path, body: { photoBytes }, repeatable: true });
      } catch (error) {
        // The contact is there: only what may pass, or says nothing of the picture, is worth another try.
        if (!(error instanceof GoogleError) || ['later', 'trouble', 'stop'].includes(error.advice.kind)) throw error;
        return `Google refused the picture: ${error.words}`;
      }
    }
    return '';
  }

  async #people(): Promise<PersonData[]> {
    interface Page {
      readonly connections?: readonly PersonData[];
      readonly nextPageToken?: string;
    }
    const people: PersonData[] = [];
    for (let pageToken: string | undefined; ; ) {
      const query = { personFields: FIELDS, pageSize: '1000', pageToken };
      const page: Page = await this.#client.call({ method: 'GET', path: 'people/me/connections', query });
      for (const person of page.connections ?? []) people.push(person);
      if (page.nextPageToken === undefined) return people;
      pageToken = page.nextPageToken;
    }
  }
}
