"""Table contexts ([MS-PST] 2.3.4)."""

import struct

from findings import Unreadable
from heap import BTree, Heap
from ltp import value_bytes
from ndb import BLOCK_MAX
from properties import SIZES, BadValue, parse

ROW_ID, ROW_VERSION = 0x67F20003, 0x67F30003


class Table:
    """A table context. `columns` by tag; `rows()` gives (row id, cells by tag) in the order of their ids."""

    def __init__(self, node):
        self.node, self.find, self.where = node, node.find, node.where
        self.heap = Heap(node, 0x7C)
        info = self.heap.get(self.heap.root, self.where)
        if len(info) < 22 or info[0] != 0x7C:
            raise Unreadable('table-info', self.where, f'{info[:2].hex()} begins no TCINFO')
        count = info[1]
        self.ends = struct.unpack_from('<4H', info, 2)
        self.index_hid, self.rows_hnid = struct.unpack_from('<II', info, 10)
        if len(info) != 22 + 8 * count:
            raise Unreadable('table-info', self.where, f'{count} columns in {len(info)} bytes')
        self.columns = {}
        self.bit_of = {}
        self.read_columns([struct.unpack_from('<IHBB', info, 22 + 8 * index) for index in range(count)])
        if self.index_hid != 0x20:
            self.find('heap-root', self.where, f'hidRowIndex is 0x{self.index_hid:X}, not 0x20: some readers look only there')
        self.row_size = self.ends[3]
        self.index = list(BTree(self.heap, self.index_hid, 4, 4, f'{self.where} row index').records())
        self.open_matrix()

    def read_columns(self, columns):
        """The columns and the layout of a row: 8- and 4-byte cells, 2-byte, 1-byte, the bitmap."""
        tags = [tag for tag, _, _, _ in columns]
        if tags != sorted(tags) or len(set(tags)) != len(tags):
            self.find('table-column-order', self.where, 'the columns are not sorted by tag')
        self.ends_check(columns)
        taken, bits = {}, set()
        for tag, offset, size, bit in columns:
            who = f'{self.where} column {tag:08X}'
            kind = tag & 0xFFFF
            if kind not in SIZES:
                self.find('property-type', who, f'type 0x{kind:04X} is none of a table')
                continue
            width = SIZES[kind] if SIZES[kind] is not None and SIZES[kind] <= 8 else 4
            low, high = (0, self.ends[0]) if width >= 4 else (self.ends[0], self.ends[1]) if width == 2 else (self.ends[1], self.ends[2])
            if size != width or offset < low or offset + size > high:
                self.find('table-column-layout', who, f'{size} bytes at {offset}, wanted {width} within {low}..{high}')
                continue
            for at in range(offset, offset + size):
                if at in taken:
                    self.find('table-column-layout', who, f'byte {at} belongs to column {taken[at]:08X} as well')
                    break
                taken[at] = tag
            if bit in bits or bit >= len(columns):
                self.find('table-column-bit', who, f'iBit {bit} of {len(columns)} columns')
            if bit >= len(columns):
                continue
            bits.add(bit)
            self.columns[tag] = (offset, size, bit)
        for tag, place in ((ROW_ID, (0, 4, 0)), (ROW_VERSION, (4, 4, 1))):
            if self.columns.get(tag) != place:
                self.find('table-row-id', self.where, f'column {tag:08X} is not at byte {place[0]}, bit {place[2]}')
        if len(taken) != self.ends[2]:
            self.find('table-column-layout', self.where, f'{self.ends[2] - len(taken)} bytes of a row belong to no column')

    def ends_check(self, columns):
        four, two, one, bitmap = self.ends
        if four < 8 or not four <= two <= one <= bitmap or bitmap - one != (len(columns) + 7) // 8:
            raise Unreadable('table-row-layout', self.where, f'rgib {self.ends} with {len(columns)} columns')

    def open_matrix(self):
        """Where the rows lie: blocks of whole rows, in the heap or in a subnode."""
        self.per_block = BLOCK_MAX // self.row_size
        self.matrix, self.one = None, b''
        hnid, count = self.rows_hnid, len(self.index)
        if hnid == 0:
            total = 0
        elif hnid & 31 == 0:
            self.one = self.heap.get(hnid, f'{self.where} row matrix')
            total = len(self.one) // self.row_size
            if len(self.one) % self.row_size:
                self.find('table-matrix-size', self.where, f'{len(self.one)} bytes of rows of {self.row_size}')
        else:
            total = self.open_subnode(hnid)
        self.total = total
        seen = bytearray(total)
        for row_id, entry in self.index:
            number = int.from_bytes(entry, 'little')
            if number >= total:
                self.find('table-row-missing', self.where, f'row 0x{row_id:X} is number {number} of {total}')
            elif seen[number]:
                self.find('table-row-twice', self.where, f'row number {number} has two ids, one is 0x{row_id:X}')
            else:
                seen[number] = 1
        if total > count:
            self.find('table-row-unindexed', self.where, f'{total} rows, {count} in the row index')

    def open_subnode(self, hnid):
        who = f'{self.where} row matrix'
        node = self.node.subnode(hnid)
        if node is None:
            raise Unreadable('hnid-dangling', who, f'HNID 0x{hnid:X}: no such subnode')
        self.matrix = node.data
        total = 0
        for number, index in enumerate(node.data.blocks):
            length = node.database.lengths[index]
            last = number == node.data.count - 1
            if last and length % self.row_size and length != BLOCK_MAX:
                self.find('table-matrix-size', self.where, f'{length} bytes in the last block of rows of {self.row_size}')
            total += min(self.per_block, length // self.row_size)
        return total

    def row_bytes(self, number):
        """A row of the matrix; rows never cross the end of a block."""
        if self.matrix is None:
            return self.one[number * self.row_size : (number + 1) * self.row_size]
        block, at = divmod(number, self.per_block)
        if getattr(self, 'at_block', None) != block:
            self.at_block, self.at_data = block, self.matrix.block(block)
            self.node.database.spend(1)
        return self.at_data[at * self.row_size : (at + 1) * self.row_size]

    def rows(self):
        """Row id and cells by tag; only the cells that exist and can be read."""
        for row_id, entry in self.index:
            number = int.from_bytes(entry, 'little')
            if number < self.total:
                yield row_id, self.cells(row_id, self.row_bytes(number))

    def cells(self, row_id, row):
        bitmap = row[self.ends[2] :]
        who = f'{self.where} row 0x{row_id:X}'
        own, = struct.unpack_from('<I', row, 0)
        if own != row_id:
            self.find('table-row-id', who, f'the row itself says 0x{own:X}')
        used = 0
        found = {}
        for tag, (offset, size, bit) in self.columns.items():
            if not bitmap[bit >> 3] & 0x80 >> (bit & 7):
                continue
            used += 1
            kind = tag & 0xFFFF
            cell = row[offset : offset + size]
            try:
                if SIZES[kind] is not None and SIZES[kind] <= 8:
                    found[tag] = parse(kind, cell)
                    continue
                data = value_bytes(self.node, self.heap, int.from_bytes(cell, 'little'), f'{who} column {tag:08X}')
                found[tag] = parse(kind, data) if data or kind & 0x1000 == 0 else []
            except BadValue as problem:
                self.find(problem.kind, f'{who} column {tag:08X}', str(problem))
            except Unreadable as problem:
                self.node.database.findings.unreadable(problem)
        for tag in (ROW_ID, ROW_VERSION):
            if tag in self.columns and tag not in found:
                self.find('table-bitmap', who, f'column {tag:08X} must be in every row')
        if found.get(ROW_VERSION, 0) > self.node.database.header.unique:
            self.find('table-row-version', who, f'row version {found[ROW_VERSION]} is above dwUnique {self.node.database.header.unique}')
        if used != sum(value.bit_count() for value in bitmap):
            self.find('table-bitmap', who, 'the bitmap has bits of columns that are none')
        return found

    def close(self):
        self.heap.close()
        for nid in self.node.below:
            if nid not in self.node.used:
                self.find('subnode-unused', self.where, f'subnode 0x{nid:X} belongs to no cell')
