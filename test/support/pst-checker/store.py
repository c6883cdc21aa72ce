"""The message store, its entry ids and the nodes every file has ([MS-PST] 2.4.1 to 2.4.3, 2.7)."""

import struct

from findings import Unreadable
from heap import Node
from ltp import Properties
from tables import Table

STORE, NAMES, ROOT = 0x21, 0x61, 0x122
HIERARCHY, CONTENTS, ASSOCIATED, SEARCH_CONTENTS = 0x0D, 0x0E, 0x0F, 0x10

# Nodes of each file that Outlook made, besides folders and their tables.
REQUIRED_NODES = (0x21, 0x61, 0x122, 0x1E1, 0x201, 0x261, 0x60D, 0x60E, 0x60F, 0x610, 0x62B, 0x64C, 0x671, 0x692, 0x6B6, 0x6D7, 0x6F8, 0xC01)
# Nodes that Outlook has for itself; what is in most of them is not specified.
INTERNAL_NODES = {0xA1, 0xC1, 0x281, 0x2A1, 0x321, 0x501, 0xE01, 0xE41, 0xE61, 0xE81, 0xEA1, 0xEC1, 0xEE1, 0xF01, 0xF21, *REQUIRED_NODES} - {ROOT}

# Columns that the templates must have (2.4.4.4.1, 2.4.4.5.1, 2.4.4.6.1, 2.4.6.1.1, 2.4.6.2.1).
TEMPLATES = {
    0x60D: (0x0E300102, 0x0E330014, 0x0E340102, 0x0E380003, 0x3001001F, 0x36020003, 0x36030003, 0x360A000B, 0x3613001F, 0x66350003, 0x66360003, 0x67F20003, 0x67F30003),
    0x60E: (0x00170003, 0x001A001F, 0x00360003, 0x0037001F, 0x00390040, 0x0042001F, 0x0057000B, 0x0058000B, 0x0070001F, 0x00710102, 0x0E03001F, 0x0E04001F, 0x0E060040, 0x0E070003, 0x0E080003, 0x0E170003, 0x0E300102, 0x0E330014, 0x0E340102, 0x0E380003, 0x0E3C0102, 0x0E3D0102, 0x10970003, 0x30080040, 0x65C60003, 0x67F20003, 0x67F30003),
    0x60F: (0x001A001F, 0x0E070003, 0x0E170003, 0x3001001F, 0x67F20003, 0x67F30003, 0x6800001F, 0x6803000B, 0x68051003, 0x682F001F, 0x70030003, 0x70040102, 0x70050102, 0x7006001F, 0x70070003),
    0x610: (0x00170003, 0x001A001F, 0x00360003, 0x0037001F, 0x0042001F, 0x0057000B, 0x0058000B, 0x0E03001F, 0x0E04001F, 0x0E05001F, 0x0E060040, 0x0E070003, 0x0E080003, 0x0E170003, 0x0E2A000B, 0x67F10003, 0x67F20003, 0x67F30003),
    0x671: (0x0E200003, 0x3704001F, 0x37050003, 0x370B0003, 0x67F20003, 0x67F30003),
    0x692: (0x0C150003, 0x0E0F000B, 0x0FF90102, 0x0FFE0003, 0x0FFF0102, 0x3001001F, 0x3002001F, 0x3003001F, 0x300B0102, 0x39000003, 0x39FF001F, 0x3A40000B, 0x67F20003, 0x67F30003),
}  # fmt: skip

# Columns that contents tables did not have before Outlook 2010 (a folder keeps the table it was made with).
LATE_COLUMNS = {0x0E300102, 0x0E330014, 0x0E340102, 0x0E380003, 0x0E3C0102, 0x0E3D0102, 0x30080040}

# Entry ids of the store and the bit of PidTagValidFolderMask (35DF) that says they are there.
STORE_FOLDERS = {0x35E0: 0x01, 0x35E2: 0x04, 0x35E3: 0x08, 0x35E4: 0x10, 0x35E5: 0x20, 0x35E6: 0x40, 0x35E7: 0x80}
FOLDER_ENTRIES = (0x36D0, 0x36D1, 0x36D2, 0x36D3, 0x36D4, 0x36D5, 0x36D7)


def open_node(database, nid, where=None):
    """A node of the NBT, or None."""
    index = database.node_index(nid)
    if index < 0:
        return None
    return Node(database, nid, database.data_bids[index], database.sub_bids[index], where or f'node 0x{nid:X}')


def safely(database, action, *rest):
    """The result of an action, or None where it cannot be read: then that is a finding."""
    try:
        return action(*rest)
    except Unreadable as problem:
        database.findings.unreadable(problem)
        return None


class Store:
    """The message store and the fixed nodes. `record_key` is what entry ids carry."""

    def __init__(self, database):
        self.database, self.find = database, database.find
        self.properties, self.record_key = None, None
        self.check_nodes()
        node = open_node(database, STORE, 'message store')
        if node is not None:
            self.properties = safely(database, Properties, node)
        if self.properties is not None:
            self.properties.close()
            self.check_properties(self.properties)

    def check_nodes(self):
        for nid in REQUIRED_NODES:
            if self.database.node_index(nid) < 0:
                self.find('node-required', f'node 0x{nid:X}', 'every file has this node')
        for nid, columns in TEMPLATES.items():
            node = open_node(self.database, nid, f'template 0x{nid:X}')
            table = safely(self.database, Table, node) if node is not None else None
            if table is None:
                continue
            table.close()
            if table.index:
                self.find('template-rows', table.where, f'a template with {len(table.index)} rows')
            require_columns(table, nid)
        self.check_receive_folders()
        self.check_search_nodes()

    def check_receive_folders(self):
        node = open_node(self.database, 0x62B, 'receive folder table')
        table = safely(self.database, Table, node) if node is not None else None
        if table is None:
            return
        classes = []
        for row_id, cells in table.rows():
            nid = cells.get(0x66050003)
            if nid is None or self.database.node_index(nid) < 0:
                self.find('receive-folder', f'{table.where} row 0x{row_id:X}', f'no folder 0x{nid or 0:X}')
            classes.append(cells.get(0x001A001F, '').lower())
        table.close()
        if not classes or len(set(classes)) != len(classes):
            self.find('receive-folder', table.where, f'the classes {classes} are none or not different')

    def check_search_nodes(self):
        for nid, unit in ((0x1E1, 20), (0x201, 4), (0x261, 4)):
            node = open_node(self.database, nid)
            if node is None:
                continue
            data = node.data.bytes()
            if len(data) % unit:
                self.find('search-node', node.where, f'{len(data)} bytes are no entries of {unit}')
            elif nid == 0x201:
                for folder, in struct.iter_unpack('<I', data):
                    if folder & 31 != 3 or self.database.node_index(folder) < 0:
                        self.find('search-node', node.where, f'0x{folder:X} is no search folder of this file')

    def check_properties(self, properties):
        where = properties.where
        key = properties.get(0x0FF9)
        if not isinstance(key, bytes) or len(key) != 16:
            self.find('store-property', where, 'PidTagRecordKey 0FF90102 of 16 bytes is missing')
        else:
            self.record_key = key
        if not isinstance(properties.get(0x3001), str):
            self.find('store-property', where, 'PidTagDisplayName 3001001F is missing')
        for ident in (0x35E0, 0x35E3, 0x35E7):
            if ident not in properties.types:
                self.find('store-property', where, f'entry id {ident:04X}0102 is missing')
        mask = properties.get(0x35DF)
        for ident, bit in STORE_FOLDERS.items():
            if ident in properties.types:
                self.check_entry(properties.get(ident), f'{where} property {ident:04X}0102')
            if mask is not None and bool(mask & bit) != (ident in properties.types):
                self.find('store-mask', where, f'PidTagValidFolderMask 0x{mask:X} disagrees with {ident:04X}0102')
        if properties.get(0x67FF, 0) != 0:
            self.find('store-password', where, 'a password is set: Outlook asks for it')

    def check_entry(self, entry, where):
        """A folder's entry id in this store (2.4.3.2)."""
        if not isinstance(entry, bytes) or len(entry) != 24 or entry[:4] != b'\0\0\0\0':
            self.find('entry-id', where, 'no entry id of 24 bytes with flags 0')
            return
        nid, = struct.unpack_from('<I', entry, 20)
        if self.record_key is not None and entry[4:20] != self.record_key:
            self.find('entry-id', where, 'does not carry the record key of this store')
        if nid & 31 not in (2, 3) or self.database.node_index(nid) < 0:
            self.find('entry-id', where, f'0x{nid:X} is no folder of this file')


def require_columns(table, template, legacy=False):
    """Checks that a table has the columns of a template."""
    wanted = set(TEMPLATES[template]) - (LATE_COLUMNS if legacy else set())
    missing = sorted(tag for tag in wanted if tag not in table.columns)
    if missing:
        table.find('table-column-missing', table.where, ' '.join(f'{tag:08X}' for tag in missing))
