/** Drive, as far as it tells how much room there is. */
import type { Api } from './discovery.js';
import { type Call, ok, type Reply } from './reply.js';

/** The one method that is used, by its published reference (about.get), in the form of Google's descriptions. */
export const DRIVE_ABOUT: Api = {
  servicePath: 'drive/v3/',
  parameters: {},
  schemas: {},
  resources: {
    about: {
      methods: {
        get: {
          id: 'drive.about.get',
          httpMethod: 'GET',
          path: 'about',
          // The reference demands it of this method.
          parameters: { fields: { type: 'string', location: 'query', required: true } },
          scopes: ['https://www.googleapis.com/auth/drive.metadata.readonly'],
        },
      },
    },
  },
};

export class FakeDrive {
  /** Bytes, as text; no limit where there is none. */
  quota: { readonly limit?: string; readonly usage: string } = { usage: '0' };

  answer(call: Call): Reply {
    return ok(call.query.get('fields') === 'storageQuota' ? { storageQuota: this.quota } : {});
  }
}
