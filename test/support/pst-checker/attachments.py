"""Attachments and embedded messages ([MS-PST] 2.4.6, [MS-OXCMSG] 2.2.2)."""

import hashlib

from heap import Node
from ltp import Properties
from store import require_columns, safely
from tables import Table
from trees import Data

TABLE = 0x671
BY_VALUE, EMBEDDED, OLE = 1, 5, 6
DATA = 0x3701
DEEPEST = 32


class Attachment:
    """One attachment: its properties, the embedded message's properties, and the line of `--json`."""

    def __init__(self, properties):
        self.properties, self.embedded, self.line = properties, None, {}


class Attachments:
    def __init__(self, items):
        self.items, self.find, self.database = items, items.find, items.database

    def check(self, node, properties, depth):
        """All attachments of an item."""
        found = []
        below = node.subnode(TABLE)
        listed = set()
        if below is not None:
            below.where = f'{node.where} attachments'
            table = safely(self.database, Table, below)
            if table is not None:
                require_columns(table, TABLE)
                for row_id, cells in table.rows():
                    listed.add(row_id)
                    one = safely(self.database, self.attachment, node, row_id, cells, table, depth)
                    if one is not None:
                        found.append(one)
                safely(self.database, table.close)
        for nid in node.below:
            if nid & 31 == 5 and nid not in listed:
                self.find('attachment-unlisted', node.where, f'attachment 0x{nid:X} is in no row of the attachment table')
        return found

    def attachment(self, node, nid, cells, table, depth):
        where = f'{node.where}/0x{nid:X}'
        below = node.subnode(nid)
        if nid & 31 != 5:
            self.find('attachment-nid', where, 'the nid of an attachment has type 5')
        if below is None:
            self.find('attachment-missing', where, 'a row of the attachment table without such a subnode')
            return None
        properties = Properties(below, DATA)
        for ident, kind in ((0x0E20, 3), (0x3705, 3), (0x370B, 3)):
            if properties.types.get(ident) != kind:
                self.find('attachment-property', where, f'{ident:04X}{kind:04X} is missing')
        messaging = self.items.messaging
        messaging.compare_row(cells, properties, where)
        messaging.missing_cells(table.columns, cells, properties, where)
        self.items.check_names(properties, where)
        one = Attachment(properties)
        if messaging.output.wanted:
            one.line = {'nid': nid, 'properties': messaging.json_properties(properties)}
        self.content(below, properties, one, depth)
        total = sum(properties.sizes.values()) + sum(size for _, size in properties.objects.values()) - 8 * len(properties.objects)
        if properties.get(0x0E20) != total:
            self.find('attachment-size', where, f'PidTagAttachSize is {properties.get(0x0E20)}, the values have {total} bytes')
        safely(self.database, properties.close)
        return one

    def content(self, node, properties, one, depth):
        """What an attachment carries, according to its method."""
        method, kind, where = properties.get(0x3705), properties.types.get(DATA), node.where
        if method == BY_VALUE:
            if kind != 0x0102:
                self.find('attachment-data', where, f'method 1 without PidTagAttachDataBinary (type 0x{kind or 0:04X})')
                return
            if 0x3707 not in properties.types and 0x3704 not in properties.types:
                self.find('attachment-name', where, 'neither a long nor a short file name')
            self.digest(properties, one)
        elif method in (EMBEDDED, OLE):
            if kind != 0x000D or DATA not in properties.objects:
                self.find('attachment-data', where, f'method {method} without an object (type 0x{kind or 0:04X})')
                return
            nid, size = properties.objects[DATA]
            below = node.subnode(nid)
            if below is None:
                self.find('attachment-object', where, f'there is no subnode 0x{nid:X}')
            elif method == EMBEDDED:
                self.embedded(below, nid, size, one, depth)
            elif below.data.size != size:
                self.find('attachment-object', where, f'the object has {below.data.size} bytes, the property says {size}')
        elif method not in (0, 2, 3, 4, 7):
            self.find('attachment-data', where, f'PidTagAttachMethod is {method}')

    def digest(self, properties, one):
        if not self.items.messaging.output.wanted:
            return
        digest = hashlib.sha256()
        stream = properties.streams.get(DATA)
        for part in stream if stream is not None else [properties.get(DATA, b'')]:
            digest.update(part)
        one.line['properties'].pop('37010102', None)
        one.line['size'], one.line['sha256'] = properties.sizes.get(DATA, 0), digest.hexdigest()

    def embedded(self, node, nid, size, one, depth):
        where = node.where
        if nid & 31 != 4:
            self.find('embedded-nid', where, 'the nid of an embedded message has type 4')
        if nid in self.items.used or self.database.node_index(nid) >= 0:
            self.find('embedded-nid', where, 'something else has this nid, too')
        self.items.used.add(nid)
        if depth >= DEEPEST:
            self.find('embedded-deep', where, f'more than {DEEPEST} messages in one another')
            return
        result = safely(self.database, self.items.item, node, False, depth + 1)
        if result is None:
            return
        one.embedded, line = result
        if size != one.embedded.get(0x0E08):
            self.find('embedded-size', where, f'the object says {size} bytes, the message itself {one.embedded.get(0x0E08)}')
        if self.items.messaging.output.wanted:
            one.line['message'] = line
