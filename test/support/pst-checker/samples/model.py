"""Turns the sample into a file, with a place to spoil it at each step. For tests of the checker only."""

import contexts
import sample
from database import Database

HIERARCHY = (0x0E300102, 0x0E330014, 0x0E340102, 0x0E380003, 0x3001001F, 0x36020003, 0x36030003, 0x360A000B, 0x3613001F, 0x66350003, 0x66360003, 0x67F20003, 0x67F30003)
CONTENTS = (
    0x00170003, 0x001A001F, 0x00360003, 0x0037001F, 0x00390040, 0x0042001F, 0x0057000B, 0x0058000B, 0x0070001F, 0x00710102, 0x0E03001F, 0x0E04001F, 0x0E060040,
    0x0E070003, 0x0E080003, 0x0E170003, 0x0E300102, 0x0E330014, 0x0E340102, 0x0E380003, 0x0E3C0102, 0x0E3D0102, 0x10970003, 0x30080040, 0x65C60003, 0x67F20003, 0x67F30003,
)  # fmt: skip
ASSOCIATED = (0x001A001F, 0x0E070003, 0x0E170003, 0x3001001F, 0x67F20003, 0x67F30003, 0x6800001F, 0x6803000B, 0x68051003, 0x682F001F, 0x70030003, 0x70040102, 0x70050102, 0x7006001F, 0x70070003)
SEARCH = (
    0x00170003, 0x001A001F, 0x00360003, 0x0037001F, 0x0042001F, 0x0057000B, 0x0058000B, 0x0E03001F, 0x0E04001F, 0x0E05001F, 0x0E060040, 0x0E070003, 0x0E080003,
    0x0E170003, 0x0E2A000B, 0x67F10003, 0x67F20003, 0x67F30003,
)  # fmt: skip
ATTACHMENTS = (0x0E200003, 0x3704001F, 0x37050003, 0x370B0003, 0x67F20003, 0x67F30003)
RECIPIENTS = (0x0C150003, 0x0E0F000B, 0x0FF90102, 0x0FFE0003, 0x0FFF0102, 0x3001001F, 0x3002001F, 0x3003001F, 0x300B0102, 0x39000003, 0x39FF001F, 0x3A40000B, 0x67F20003, 0x67F30003)
PLAIN = {
    0x64C: (0x00390040, 0x0E100003, 0x0E140003, 0x67F20003, 0x67F30003), 0x6B6: (0x0E330014, 0x0E370102, 0x0E380003, 0x67F20003, 0x67F30003),
    0x6D7: (0x001A001F, 0x0E300102, 0x67F20003, 0x67F30003), 0x6F8: (0x0E330014, 0x30070040, 0x67F20003, 0x67F30003),
    0x60D: HIERARCHY, 0x60E: CONTENTS, 0x60F: ASSOCIATED, 0x610: SEARCH, 0x671: ATTACHMENTS, 0x692: RECIPIENTS,
}  # fmt: skip


class Model:
    """
    Everything of the file by nid before it becomes bytes: `pcs` (properties, parent), `tables` (columns, rows), `items` and `raw`
    (data, parent). Sizes, counts and rows are right when the model is made.
    """

    def __init__(self, early=None, small=2):
        self.items = sample.items(small)
        if early is not None:
            early(self)
        self.pcs = {0x21: (dict(sample.STORE), 0), 0x61: (sample.name_map(), 0), sample.SPAM + 4: ({0x660B0003: 0}, 0)}
        self.tables = {nid: (columns, {}) for nid, columns in PLAIN.items()}
        self.tables[0x62B] = ((0x001A001F, 0x66050003, 0x67F20003, 0x67F30003), {1: {0x001A001F: '', 0x66050003: sample.ROOT}})
        self.raw = {0x1E1: b'', 0x201: sample.SPAM.to_bytes(4, 'little'), 0x261: b'', 0xC01: b'', sample.SPAM + 3: b''}
        scratch = Database()
        for _, item in self.items.values():
            encode_item(scratch, item)
        self.fill_tables()

    def fill_tables(self):
        folders = {}
        for nid, (parent, name, folder_class) in sample.FOLDERS.items():
            values = {0x3001001F: name, 0x36020003: 0, 0x36030003: 0, 0x360A000B: 0}
            if folder_class:
                values[0x3613001F] = folder_class
            folders[nid] = values
            self.pcs[nid] = (values, parent)
            base = nid & ~31
            kinds = {0x10: SEARCH} if nid & 31 == 3 else {0x0D: HIERARCHY, 0x0E: CONTENTS, 0x0F: ASSOCIATED}
            self.tables.update({base | kind: (columns, {}) for kind, columns in kinds.items()})
        for nid, (folder, item) in sorted(self.items.items()):
            columns, rows = self.tables[folder & ~31 | (0x0F if nid & 31 == 8 else 0x0E)]
            rows[nid] = {**{tag: item.values[tag] for tag in columns if tag in item.values}, 0x0E170003: 0}
            if nid & 31 == 4:
                folders[folder][0x36020003] += 1
                folders[folder][0x36030003] += not item.values[0x0E070003] & 1
        for nid, (parent, _, _) in sample.FOLDERS.items():
            if nid != parent:
                folders[parent][0x360A000B] = 1
        for nid, (parent, _, _) in sample.FOLDERS.items():
            if nid != parent:
                self.tables[parent & ~31 | 0x0D][1][nid] = {tag: value for tag, value in folders[nid].items() if tag in HIERARCHY}

    def database(self, crypt=0):
        """All of it as blocks and nodes."""
        database = Database(crypt)
        for nid, (values, parent) in self.pcs.items():
            database.node(nid, *contexts.properties(database, values), parent)
        for nid, (columns, rows) in self.tables.items():
            database.node(nid, *contexts.table(database, columns, rows))
        for nid, data in self.raw.items():
            database.node(nid, database.data(data))
        for nid, (folder, item) in self.items.items():
            database.node(nid, *encode_item(database, item, sized=True), folder)
        # Of embedded messages, attachments, and subnodes with long values.
        database.counters = {4: max(nid >> 5 for _, item in self.items.values() for nid in embedded_nids(item)), 5: 0x480, 31: 0x10200}
        return database


def embedded_nids(item):
    """The nids of all messages in an item; 0 besides."""
    yield 0
    for nid, child in item.children.items():
        yield nid
        yield from embedded_nids(child)


def encode_item(database, item, sized=False):
    """Data bid and subnode bid of an item. Unless it is sized, the sizes of all that is in it are set on the way."""
    below = {nid: (database.data(data), 0) for nid, data in item.extra.items()}
    for nid, attachment in item.attachments.items():
        inner = {}
        if attachment.child is not None:
            child = item.children[attachment.child]
            inner[attachment.child] = encode_item(database, child, sized)
            if not sized:
                attachment.values[0x3701000D] = (attachment.child, child.values[0x0E080003])
        if not sized:
            attachment.values[0x0E200003] = sum(size_of(tag & 0xFFFF, value) for tag, value in attachment.values.items())
        below[nid] = contexts.properties(database, attachment.values, inner)
    if item.attachments:
        rows = {nid: {tag: one.values[tag] for tag in ATTACHMENTS if tag in one.values} for nid, one in item.attachments.items()}
        below[0x671] = contexts.table(database, ATTACHMENTS, getattr(item, 'attachment_rows', rows))
    if item.recipients is not None:
        below[0x692] = contexts.table(database, RECIPIENTS, item.recipients)
    data, sub = contexts.properties(database, item.values, below)
    if not sized:
        item.values[0x0E080003] = database.totals[data] + database.totals[sub]
    return data, sub


def size_of(kind, value):
    return value[1] if kind == 0x0D else len(contexts.encoded(kind, value))


def build(early=None, late=None, last=None, crypt=0, small=2):
    """The bytes of the file. `early` changes the items before sizes are taken, `late` the finished model, `last` blocks and nodes."""
    model = Model(early, small)
    if late is not None:
        late(model)
    database = model.database(crypt)
    if last is not None:
        last(database)
    return database.bytes()
