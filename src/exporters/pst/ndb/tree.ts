import { write64 } from './numbers.js';
import { pageSize, sealPage } from './page.js';
import type { Space } from './space.js';

/** Where a page is, and its id. */
export interface PageRef {
  readonly id: number;
  readonly offset: number;
}

/** What a tree is made of: entries of one size, ascending by their key. */
export interface TreeEntries {
  readonly type: number;
  readonly width: number;
  readonly count: number;
  readonly key: (index: number) => number;
  readonly write: (page: Buffer, at: number, index: number) => void;
}

/** Bytes of a page for entries, before their counts ([MS-PST] 2.2.2.7.7.1). */
const room = 488;
const innerWidth = 24;

/** Builds the two B-trees, from the leaves up, in full pages. */
export class TreeWriter {
  /** Pages written so far: the last page's id. */
  pages = 0;

  constructor(private readonly space: Space) {}

  write(entries: TreeEntries): PageRef {
    const perLeaf = Math.floor(room / entries.width);
    let level: { readonly key: number; readonly page: PageRef }[] = [];
    for (let from = 0; from === 0 || from < entries.count; from += perLeaf) {
      const count = Math.min(perLeaf, entries.count - from);
      const { width, type } = entries;
      const page = this.#page(type, 0, width, count, (buffer, at, index) => entries.write(buffer, at, from + index));
      level.push({ key: entries.key(from), page });
    }
    const perPage = Math.floor(room / innerWidth);
    for (let height = 1; level.length > 1; height += 1) {
      const above: typeof level = [];
      for (let from = 0; from < level.length; from += perPage) {
        const part = level.slice(from, from + perPage);
        const page = this.#page(entries.type, height, innerWidth, part.length, (buffer, at, index) => {
          const child = part[index];
          if (child !== undefined) writeChild(buffer, at, child.key, child.page);
        });
        above.push({ key: part[0]?.key ?? 0, page });
      }
      level = above;
    }
    return level[0]?.page ?? { id: 0, offset: 0 };
  }

  #page(type: number, height: number, width: number, count: number, write: TreeEntries['write']): PageRef {
    const at = this.space.allocate(pageSize, pageSize);
    const offset = this.space.base + at;
    const page = this.space.bytes.subarray(at, at + pageSize);
    for (let index = 0; index < count; index += 1) write(page, index * width, index);
    page[room] = count;
    page[room + 1] = Math.floor(room / width);
    page[room + 2] = width;
    page[room + 3] = height;
    this.pages += 1;
    sealPage(page, type, offset, this.pages);
    return { id: this.pages, offset };
  }
}

function writeChild(page: Buffer, at: number, key: number, { id, offset }: PageRef): void {
  write64(page, key, at);
  write64(page, id, at + 8);
  write64(page, offset, at + 16);
}
