/** A task list that is filled. The API has no key of ours: what a task says tells whether it is there. */
import { tmpdir } from 'node:os';
import type { GoogleClient } from '../../../protocols/http/google-client.js';
import type { Answer, Present } from '../../../transfer/destination.js';
import { JOINT, type UnitTarget } from '../unit-collection.js';
import { jointKey, type Unit, Units } from '../units.js';
import { readTask, type TaskFields, taskKey, type TaskObject } from './task-json.js';

/** A task list. */
export interface TaskList {
  readonly id: string;
  readonly title: string;
}

interface TaskData extends Partial<TaskFields> {
  readonly id: string;
}

export class TaskTarget implements UnitTarget<TaskObject> {
  readonly version: string;
  readonly together = { items: 1, bytes: Infinity };
  readonly units = new Units<TaskObject>({
    kind: 'tasks',
    attendees: 'strip',
    dir: tmpdir(),
    make: ({ type, text }) => (type === 'VTODO' ? readTask(text()) : 'it is no task, and lies in a folder of tasks'),
  });
  readonly #client: GoogleClient;
  /** Tasks that were made: what of their item is refused later makes none twice. */
  readonly #made = new WeakMap<TaskObject, string>();
  #there: readonly TaskData[] = [];

  constructor(client: GoogleClient, { id }: TaskList) {
    this.#client = client;
    this.version = id;
  }

  present(): readonly Present[] {
    return this.#there.map((task) => ({ ref: task.id, key: jointKey([taskKey(task)]), flags: [], date: null }));
  }

  async look(): Promise<void> {
    interface Page {
      readonly items?: readonly TaskData[];
      readonly nextPageToken?: string;
    }
    const tasks: TaskData[] = [];
    const path = `lists/${encodeURIComponent(this.version)}/tasks`;
    for (let pageToken: string | undefined; ; ) {
      const query = { maxResults: '100', showCompleted: 'true', showHidden: 'true', pageToken };
      const page: Page = await this.#client.call({ method: 'GET', path, query });
      for (const task of page.items ?? []) tasks.push(task);
      if (page.nextPageToken === undefined) break;
      pageToken = page.nextPageToken;
    }
    this.#there = tasks;
  }

  async send([unit]: readonly Unit<TaskObject>[]): Promise<Answer> {
    const ids: string[] = [];
    for (const object of unit?.objects ?? []) {
      const path = `lists/${encodeURIComponent(this.version)}/tasks`;
      const made =
        this.#made.get(object) ?? (await this.#client.call<TaskData>({ method: 'POST', path, body: object.fields })).id;
      this.#made.set(object, made);
      ids.push(made);
    }
    return { stored: [ids.join(JOINT)] };
  }

  create(): Promise<void> {
    return Promise.resolve();
  }
}

/** The task lists of an account. The first is the one that everybody has. */
export class TaskLists {
  readonly #client: GoogleClient;
  #lists: readonly TaskList[] = [];

  private constructor(client: GoogleClient) {
    this.#client = client;
  }

  static async read(client: GoogleClient): Promise<TaskLists> {
    const lists = new TaskLists(client);
    await lists.#read();
    return lists;
  }

  /** The list of that name; null for the name stands for the first. */
  find(name: string | null): TaskList | undefined {
    return name === null ? this.#lists[0] : this.#lists.find(({ title }) => title === name);
  }

  /** The list of that name, made where it is not there. Rejects with GoogleError. */
  async ensure(name: string | null): Promise<TaskList> {
    if (this.find(name) === undefined) await this.#read();
    const known = this.find(name);
    if (known !== undefined) return known;
    const title = name ?? 'My Tasks';
    const made = await this.#client.call<TaskList>({ method: 'POST', path: 'users/@me/lists', body: { title } });
    this.#lists = [...this.#lists, { id: made.id, title }];
    return { id: made.id, title };
  }

  async #read(): Promise<void> {
    interface Page {
      readonly items?: readonly TaskList[];
      readonly nextPageToken?: string;
    }
    const lists: TaskList[] = [];
    for (let pageToken: string | undefined; ; ) {
      const query = { maxResults: '100', pageToken };
      const page: Page = await this.#client.call({ method: 'GET', path: 'users/@me/lists', query });
      for (const list of page.items ?? []) lists.push(list);
      if (page.nextPageToken === undefined) break;
      pageToken = page.nextPageToken;
    }
    this.#lists = lists;
  }
}
