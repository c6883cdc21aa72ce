"""Folders and their tables ([MS-PST] 2.4.4, 2.4.8), and what no folder leads to."""

from items import Items
from known import check_types
from ltp import Properties
from names import NameMap
from properties import as_json
from store import ASSOCIATED, CONTENTS, FOLDER_ENTRIES, HIERARCHY, INTERNAL_NODES, NAMES, ROOT, SEARCH_CONTENTS, Store, open_node, require_columns, safely
from tables import Table

FOLDER, SEARCH_FOLDER, MESSAGE, ASSOCIATED_MESSAGE = 2, 3, 4, 8
# What only a row has: its own id and version, the status, and the replication state of a folder.
ROW_ONLY = {0x67F1, 0x67F2, 0x67F3, 0x0E17, 0x0E30, 0x0E33, 0x0E34, 0x0E38}
HIERARCHY_CELLS = (0x3001001F, 0x36020003, 0x36030003, 0x360A000B, 0x3613001F, 0x66350003, 0x66360003)
UNDOCUMENTED_TABLE = 0xAC


class Messaging:
    """Walks from the store through all folders to all items."""

    def __init__(self, database, output, legacy):
        self.database, self.find, self.output = database, database.find, output
        self.legacy = legacy
        self.visited = bytearray(len(database.nids))

    def check(self):
        self.store = Store(self.database)
        for nid in INTERNAL_NODES:
            self.visit(nid)
        node = open_node(self.database, NAMES, 'name-to-id map')
        self.names = safely(self.database, NameMap, node) if node is not None else None
        self.items = Items(self)
        self.write('store', self.store.properties)
        pending = [(ROOT, ROOT, '', None)]
        while pending:
            nid, parent, path, row = pending.pop()
            safely(self.database, self.folder, nid, parent, path, row, pending)
        self.check_counters()
        self.unreachable()

    def visit(self, nid):
        """Marks a node as reached. False when it was before or is not there."""
        index = self.database.node_index(nid)
        if index < 0 or self.visited[index]:
            return False
        self.visited[index] = 1
        return True

    def write(self, what, properties, **more):
        """A line of `--json` with the properties of something."""
        if self.output.wanted:
            values = self.json_properties(properties)
            self.output.write({'type': what, **more, 'properties': values})

    def json_properties(self, properties):
        if properties is None:
            return {}
        kinds, names = properties.types, self.names
        label = names.label if names is not None else lambda ident, kind: f'{ident:04X}{kind:04X}'
        return {label(ident, kinds[ident]): as_json(kinds[ident], value) for ident, value in properties.values.items()}

    # Folders

    def folder(self, nid, parent, path, row, pending):
        where = f'folder 0x{nid:X}'
        node = open_node(self.database, nid, where)
        if node is None:
            self.find('folder-missing', where, f'listed in folder 0x{parent:X}, but there is no such node')
            return
        if not self.visit(nid):
            self.find('folder-twice', where, 'is listed more than once')
            return
        self.check_parent(nid, parent, where)
        properties = Properties(node)
        name = properties.get(0x3001)
        if not isinstance(name, str):
            self.find('folder-property', where, 'PidTagDisplayName 3001001F is missing')
            name = ''
        elif not name and nid != ROOT:
            self.find('folder-name', where, 'a folder without a name')
        for ident, kind in ((0x3602, 3), (0x3603, 3), (0x360A, 0x0B)):
            if properties.types.get(ident) != kind:
                self.find('folder-property', where, f'{ident:04X}{kind:04X} is missing')
        for ident in FOLDER_ENTRIES:
            if self.store.record_key is not None and len(properties.get(ident, b'')) == 24:
                self.store.check_entry(properties.get(ident), f'{where} property {ident:04X}0102')
        if row is not None:
            self.compare_row(row, properties, where)
            self.missing_cells(HIERARCHY_CELLS, row, properties, where)
        self.subtable(node)
        properties.close()
        path = f'{path}/{name}' if nid != ROOT else ''
        self.write('folder', properties, nid=nid, parent=parent, path=path)
        if nid & 31 == SEARCH_FOLDER:
            self.search_folder(nid, properties, where)
        else:
            self.normal_folder(nid, properties, where, path, pending)

    def normal_folder(self, nid, properties, where, path, pending):
        base = nid & ~31
        children = self.table(base | HIERARCHY, f'{where} hierarchy table', 0x60D)
        names, found, count = {}, [], 0
        for row_id, cells in children.rows() if children is not None else ():
            count += 1
            kind = row_id & 31
            if kind not in (FOLDER, SEARCH_FOLDER):
                self.find('hierarchy-row', children.where, f'row 0x{row_id:X} is no folder')
                continue
            name = str(cells.get(0x3001001F, '')).casefold()
            if name in names:
                self.find('folder-name-twice', children.where, f'0x{row_id:X} and 0x{names[name]:X} have the same name')
            names[name] = row_id
            found.append((row_id, nid, path, cells))
        self.close(children)
        # The last is taken first.
        pending.extend(reversed(found))
        if properties.get(0x360A) != (count > 0):
            self.find('folder-subfolders', where, f'PidTagSubfolders is {properties.get(0x360A)} with {count} folders below')
        contents = self.table(base | CONTENTS, f'{where} contents table', 0x60E)
        count, unread = self.items.rows(contents, nid, path, MESSAGE)
        self.close(contents)
        self.counts(properties, 0x3602, count, 0x3603, unread, where)
        hidden = self.table(base | ASSOCIATED, f'{where} associated table', 0x60F)
        count, unread = self.items.rows(hidden, nid, path, ASSOCIATED_MESSAGE)
        self.close(hidden)
        if 0x6635 in properties.types:
            self.counts(properties, 0x6635, count, 0x6636, properties.get(0x6636), where)

    def search_folder(self, nid, properties, where):
        """A search folder's rows are copies of what lies elsewhere; Outlook fills them anew."""
        base = nid & ~31
        self.visit(base | 6)
        criteria = open_node(self.database, base | 7, f'{where} criteria')
        if criteria is not None and self.visit(base | 7):
            found = safely(self.database, Properties, criteria)
            if found is not None:
                found.close()
        elif nid >= 0x2000:
            self.find('folder-table-missing', where, f'a search folder without criteria 0x{base | 7:X}')
        rows = open_node(self.database, base | SEARCH_CONTENTS)
        if self.legacy and rows is not None and rows.data.count and rows.data.block(0)[3:4] == bytes([UNDOCUMENTED_TABLE]):
            # "All Messages" of Outlook 2007 keeps its rows in another kind of heap, of which nothing is known.
            self.visit(base | SEARCH_CONTENTS)
            return
        table = self.table(base | SEARCH_CONTENTS, f'{where} contents table', 0x610)
        count = unread = 0
        for row_id, cells in table.rows() if table is not None else ():
            count += 1
            unread += not cells.get(0x0E070003, 0) & 1
            if self.database.node_index(row_id) < 0:
                self.find('row-dangling', table.where, f'row 0x{row_id:X} is no item of this file')
        self.close(table)
        self.counts(properties, 0x3602, count, 0x3603, unread, where)

    def counts(self, properties, total_id, total, unread_id, unread, where):
        if properties.get(total_id) != total:
            self.find('folder-count', where, f'{total_id:04X}0003 is {properties.get(total_id)}, the table has {total} rows')
        if properties.get(unread_id) != unread:
            self.find('folder-unread', where, f'{unread_id:04X}0003 is {properties.get(unread_id)}, {unread} rows are unread')

    # Tables

    def table(self, nid, where, template):
        node = open_node(self.database, nid, where)
        if node is None:
            self.find('folder-table-missing', where, f'there is no node 0x{nid:X}')
            return None
        if not self.visit(nid):
            self.find('folder-table-missing', where, f'node 0x{nid:X} belongs to another folder')
            return None
        if self.database.parents[self.database.node_index(nid)] != 0:
            self.find('node-parent', where, f'nidParent is 0x{self.database.parents[self.database.node_index(nid)]:X}; a table has 0')
        table = safely(self.database, Table, node)
        if table is not None:
            check_types(self.find, self.names, {tag >> 16: tag & 0xFFFF for tag in table.columns}, where)
            require_columns(table, template, self.legacy)
        return table

    def close(self, table):
        if table is not None:
            for tag in table.columns:
                if tag >> 16 >= 0x8000 and self.names is not None and tag >> 16 not in self.names.by_id:
                    self.find('name-unknown', table.where, f'column {tag:08X} has no name in the name-to-id map')
            safely(self.database, table.close)

    def subtable(self, node):
        """Subnode 0x6B6, with which Outlook remembers what it changed in a mailbox on a server."""
        below = node.subnode(0x6B6)
        table = safely(self.database, Table, below) if below is not None else None
        if table is not None:
            for _ in table.rows():
                pass
            table.close()

    def compare_row(self, cells, properties, where, only=None):
        """A row must say what the object itself says."""
        for tag, value in cells.items():
            ident, kind = tag >> 16, tag & 0xFFFF
            if ident in ROW_ONLY or ident in properties.streams:
                continue
            if properties.types.get(ident) != kind:
                if only is None or ident in only:
                    self.find('row-cell', where, f'the row has {tag:08X} = {str(value)[:60]!r}, the object has no such property')
            elif ident in properties.values and properties.values[ident] != value:
                self.find('row-cell', where, f'{tag:08X} is {str(value)[:60]!r} in the row, {str(properties.values[ident])[:60]!r} in the object')

    def missing_cells(self, columns, cells, properties, where):
        """What has a column and a value must be in the row."""
        for tag in columns:
            ident = tag >> 16
            if tag not in cells and properties.types.get(ident) == tag & 0xFFFF and ident in properties.values:
                self.find('row-cell-missing', where, f'the row has no {tag:08X}, the object says {str(properties.values[ident])[:60]!r}')

    # The whole

    def check_parent(self, nid, parent, where):
        own = self.database.parents[self.database.node_index(nid)]
        if own != parent:
            self.find('node-parent', where, f'nidParent is 0x{own:X}, it lies in 0x{parent:X}')

    def check_counters(self):
        """rgnid: of each type the highest index given away."""
        counters = self.database.header.counters
        highest = [0] * 32
        for nid in self.database.nids:
            highest[nid & 31] = max(highest[nid & 31], nid >> 5)
        for kind in range(32):
            if highest[kind] > counters[kind]:
                self.find('nid-counter', 'header', f'rgnid[{kind}] is 0x{counters[kind]:X}, a node has index 0x{highest[kind]:X}')

    def unreachable(self):
        for index, nid in enumerate(self.database.nids):
            if not self.visited[index]:
                kind = {2: 'folder-unlisted', 3: 'folder-unlisted', 4: 'item-unlisted', 8: 'item-unlisted'}.get(nid & 31, 'node-unreachable')
                self.find(kind, f'node 0x{nid:X}', f'nothing leads to it (parent 0x{self.database.parents[index]:X})')
