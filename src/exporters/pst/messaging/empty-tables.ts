import { Table } from '../ltp/table.js';
import type { Database } from '../ndb/database.js';
import type { Content } from '../ndb/subnodes.js';
import { associatedColumns, contentsColumns, hierarchyColumns, searchColumns } from './columns.js';

const columnsOf = {
  hierarchy: hierarchyColumns,
  contents: contentsColumns,
  associated: associatedColumns,
  search: searchColumns,
} as const;

/** A block counts who names it in 16 bits. */
const mostReferences = 60_000;

/** Empty tables: as in Outlook's files, all folders share the block of the template. */
export class EmptyTables {
  readonly #written = new Map<keyof typeof columnsOf, Content>();

  constructor(private readonly database: Database) {}

  get(kind: keyof typeof columnsOf): Content {
    const { blocks } = this.database;
    const known = this.#written.get(kind);
    if (known !== undefined && blocks.references(known.data) < mostReferences) return known;
    const written = new Table(this.database, columnsOf[kind]).finish();
    this.#written.set(kind, written);
    return written;
  }
}
