/** Google Tasks: lists and what is in them. */
import { type Call, ok, page, refuse, type Reply, text } from './reply.js';

interface FakeList {
  readonly id: string;
  readonly title: string;
  readonly tasks: Readonly<Record<string, unknown>>[];
}

/** The task lists of one user. */
export class FakeTasks {
  readonly lists: FakeList[] = [{ id: 'MDE', title: 'My Tasks', tasks: [] }];
  #next = 1;

  /** Tasks of a list by its title, without their ids, in order of their titles. */
  tasks(title: string): Readonly<Record<string, unknown>>[] {
    const list = this.lists.find((one) => one.title === title);
    return (list?.tasks ?? [])
      .map(({ id, ...task }) => (id === undefined ? {} : task))
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }

  answer(call: Call): Reply {
    const path = call.path.replace(/^\/tasks\/v1/, '');
    const size = Number(call.query.get('maxResults') ?? '20');
    if (path === '/users/@me/lists') {
      if (call.method === 'GET') {
        const { items, next } = page(this.lists, call, size);
        return ok({ items: items.map(({ id, title }) => ({ id, title })), nextPageToken: next });
      }
      const list = { id: `L${this.lists.length}`, title: text(call.body['title']), tasks: [] };
      this.lists.push(list);
      return ok({ id: list.id, title: list.title });
    }
    const [, wanted = '', named] = /^\/lists\/([^/]+)\/tasks(?:\/(\w+))?$/.exec(path) ?? [];
    const list = this.lists.find(({ id }, at) => id === wanted || (wanted === '@default' && at === 0));
    if (list === undefined) return refuse(404, 'notFound', 'Task list not found.');
    if (call.method === 'DELETE') {
      list.tasks.splice(0, list.tasks.length, ...list.tasks.filter(({ id }) => id !== named));
      return { status: 204 };
    }
    if (call.method === 'GET') {
      const { items, next } = page(list.tasks, call, size);
      return ok({ items, nextPageToken: next });
    }
    if (text(call.body['title']).length > 1024 || text(call.body['notes']).length > 8192)
      return refuse(400, 'invalid', 'The text is too long.');
    const due = text(call.body['due']);
    // The hour is thrown away.
    const task = { ...call.body, ...(due === '' ? {} : { due: `${due.slice(0, 10)}T00:00:00.000Z` }) };
    const stored = { ...task, id: `T${this.#next}` };
    this.#next += 1;
    list.tasks.push(stored);
    return ok(stored);
  }
}
