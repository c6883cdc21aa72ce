"""The recipient table of an item ([MS-PST] 2.4.5.3, [MS-OXCDATA] 2.2.5.1)."""

import struct

from known import check_types
from properties import as_json
from store import require_columns, safely
from tables import Table

TABLE = 0x692
ONE_OFF = bytes.fromhex('812b1fa4bea310199d6e00dd010f5402')
EXCHANGE = bytes.fromhex('dca740c8c042101ab4b908002b2fe182')
UNICODE_FLAG = 0x8000
DISPLAY = {1: 0x0E04, 2: 0x0E03, 3: 0x0E02}


class Recipients:
    def __init__(self, items):
        self.items, self.find = items, items.find

    def check(self, node, properties):
        """All rows; gives them for `--json`."""
        below = node.subnode(TABLE)
        where = f'{node.where} recipients'
        if below is None:
            if str(properties.get(0x001A, '')).upper().startswith(('IPM.NOTE', 'IPM.SCHEDULE')):
                self.find('recipients-missing', where, 'a message without a recipient table 0x692')
            return []
        below.where = where
        table = safely(node.database, Table, below)
        if table is None:
            return []
        require_columns(table, TABLE)
        check_types(self.find, self.items.messaging.names, {tag >> 16: tag & 0xFFFF for tag in table.columns}, where)
        rows, names = [], {1: [], 2: [], 3: []}
        for row_id, cells in table.rows():
            self.check_row(cells, f'{where} row 0x{row_id:X}')
            names.setdefault(cells.get(0x0C150003), []).append(cells.get(0x3001001F))
            rows.append({f'{tag:08X}': as_json(tag & 0xFFFF, value) for tag, value in cells.items() if tag >> 16 != 0x67F3})
        safely(node.database, table.close)
        for kind, ident in DISPLAY.items():
            said = properties.get(ident)
            wanted = '; '.join(name for name in names[kind] if isinstance(name, str))
            if (said or '') != wanted:
                self.find('recipients-display', node.where, f'{ident:04X}001F is {said!r}, the recipients are {wanted!r}')
        return rows

    def check_row(self, cells, where):
        kind = cells.get(0x0C150003)
        if not isinstance(kind, int) or kind & 0x0FFFFFFF not in (0, 1, 2, 3):
            self.find('recipient-type', where, f'PidTagRecipientType is {kind}')
        for tag in (0x3001001F, 0x3002001F, 0x3003001F, 0x0FFE0003, 0x0FFF0102, 0x300B0102):
            if tag not in cells:
                self.find('recipient-property', where, f'{tag:08X} is missing')
        if cells.get(0x0FFE0003, 6) not in (6, 8):
            self.find('recipient-property', where, f'PidTagObjectType is {cells.get(0x0FFE0003)}, not 6')
        kind, address = cells.get(0x3002001F), cells.get(0x3003001F)
        key = cells.get(0x300B0102)
        if isinstance(key, bytes) and isinstance(kind, str) and isinstance(address, str):
            wanted = f'{kind}:{address}'.upper()
            if key.rstrip(b'\0').upper() != wanted.encode('utf-8').upper() and key.rstrip(b'\0') != wanted.encode('latin-1', 'replace'):
                self.find('recipient-key', where, f'PidTagSearchKey is {key!r}, not {wanted}')
        for tag in (0x0FFF0102, 0x0FF90102):
            if isinstance(cells.get(tag), bytes):
                check_entry(self.find, cells[tag], kind, address, f'{where} {tag:08X}')


def check_entry(find, entry, kind, address, where):
    """An entry id of somebody: a one-off one must say the type and the address again."""
    if len(entry) < 24 or entry[:4] != b'\0\0\0\0':
        find('recipient-entry', where, f'{len(entry)} bytes are no entry id')
        return
    if entry[4:20] != ONE_OFF:
        return
    version, flags = struct.unpack_from('<HH', entry, 20)
    if version != 0:
        find('recipient-entry', where, f'version {version} of a one-off entry id')
    wide = bool(flags & UNICODE_FLAG)
    parts = strings(entry[24:], wide)
    if parts is None:
        find('recipient-entry', where, 'a one-off entry id is not three strings with terminators')
    elif kind is not None and (parts[1] != kind or parts[2] != address):
        find('recipient-entry', where, f'the one-off entry id says {parts[1]}:{parts[2]}, the row {kind}:{address}')


def strings(data, wide):
    """Three strings with terminators that fill the data, or None."""
    try:
        text = data.decode('utf-16-le' if wide else 'latin-1')
    except UnicodeDecodeError:
        return None
    parts = text.split('\0')
    return parts[:3] if len(parts) == 4 and parts[3] == '' else None
