/** Groups Migration and Groups Settings: archives that only take, and who reads them. */
import type { Api } from './discovery.js';
import type { FakeDirectory } from './directory.js';
import { type Call, ok, refuse, type Reply } from './reply.js';

const SCOPE = 'https://www.googleapis.com/auth/apps.groups.migration';

/** The one method of the Groups Migration API, by its published reference (archive.insert), in the form of Google's descriptions. */
export const GROUPS_MIGRATION: Api = {
  servicePath: '',
  parameters: { uploadType: { type: 'string', location: 'query' }, alt: { type: 'string', location: 'query' } },
  schemas: {},
  resources: {
    archive: {
      methods: {
        insert: {
          id: 'groupsmigration.archive.insert',
          httpMethod: 'POST',
          path: 'groups/v1/groups/{groupId}/archive',
          parameters: { groupId: { type: 'string', location: 'path', required: true } },
          scopes: [SCOPE],
          mediaUpload: { protocols: { simple: { path: '/upload/groups/v1/groups/{groupId}/archive' } } },
        },
      },
    },
  },
};

/** What Google gives a group that nobody has set: mail of its own domain alone. */
const NEW_GROUP = { whoCanPostMessage: 'ALL_IN_DOMAIN_CAN_POST', messageModerationLevel: 'MODERATE_NONE' };

export class FakeGroups {
  readonly #directory: FakeDirectory;
  /** Messages by group, as they came. */
  readonly archives = new Map<string, string[]>();
  readonly settings = new Map<string, Readonly<Record<string, unknown>>>();

  constructor(directory: FakeDirectory) {
    this.#directory = directory;
  }

  answer(call: Call): Reply {
    const [, group = '', part] = /\/groups\/v1\/groups\/([^/]+)(\/archive)?$/.exec(call.path) ?? [];
    if (!this.#directory.groups.has(group)) return refuse(404, 'notFound', `Resource Not Found: ${group}`);
    if (part === undefined) {
      if (call.query.get('alt') !== 'json') return refuse(400, 'invalid', 'the answer would be Atom');
      const settings = { ...NEW_GROUP, ...this.settings.get(group), ...call.body };
      if (call.method === 'GET') return ok(settings);
      this.settings.set(group, settings);
      const { description } = { ...this.#directory.groups.get(group), ...call.body };
      this.#directory.groups.set(group, { ...this.#directory.groups.get(group), description });
      return ok(settings);
    }
    const message = (call.media ?? Buffer.alloc(0)).toString('latin1');
    const head = message.slice(0, message.indexOf('\r\n\r\n') + 2);
    const isWhole = ['From', 'To', 'Date'].every((name) => new RegExp(`^${name}: ?\\S`, 'm').test(head));
    if (!isWhole || /(?<!\r)\n/.test(message)) return refuse(400, 'invalid', 'INVALID MESSAGE FAILURE');
    const archive = this.archives.get(group) ?? [];
    this.archives.set(group, [...archive, message]);
    return ok({ kind: 'groupsmigration#groups', responseCode: 'SUCCESS' });
  }
}
