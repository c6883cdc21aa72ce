"""Property contexts ([MS-PST] 2.3.3)."""

import struct

from findings import Unreadable
from heap import BTree, Heap
from known import KNOWN
from properties import BINARY, INLINE, OBJECT, SIZES, TIME, BadValue, parse, time_text

# From 1700 to the first day of 4501, which is Outlook's "none"; and 1604, which stands for "no year" in birthdays. 0 is "unknown".
TIMES = ((31_241_376_000_000_000, 915_151_392_000_000_000), (944_000_000_000_000, 1_265_000_000_000_000))


def value_bytes(node, heap, hnid, who):
    """The bytes behind an HNID: an allocation, or a subnode's data. 0 is the empty value."""
    if hnid == 0:
        return b''
    if hnid & 31 == 0:
        return heap.get(hnid, who)
    below = node.subnode(hnid)
    if below is None:
        raise Unreadable('hnid-dangling', who, f'HNID 0x{hnid:X}: no such subnode')
    node.database.spend(below.data.count)
    data = below.data.bytes()
    if hnid & 31 != 0x1F:
        node.find('hnid-type', who, f'subnode 0x{hnid:X} of a value is not of type 0x1F')
    return data


class Properties:
    """
    A property context: by property id the types, the values that could be read, the lengths of the values in the file,
    and what objects refer to (nid, size). A value of `lazy` in a subnode stays in the file: `streams` has its data.
    """

    def __init__(self, node, lazy=None):
        self.node, self.find, self.where = node, node.find, node.where
        self.heap = Heap(node, 0xBC)
        self.lazy = lazy
        self.types, self.values, self.sizes, self.objects, self.streams = {}, {}, {}, {}, {}
        if self.heap.root != 0x20:
            self.find('heap-root', self.where, f'hidUserRoot is 0x{self.heap.root:X}, not 0x20: some readers look only there')
        tree = BTree(self.heap, self.heap.root, 2, 6, self.where)
        for ident, record in tree.records():
            kind, = struct.unpack_from('<H', record, 0)
            self.read(ident, kind, record[2:6])

    def read(self, ident, kind, cell):
        tag = ident << 16 | kind
        who = f'{self.where} property {tag:08X}'
        if kind not in SIZES:
            self.find('property-type', who, f'type 0x{kind:04X} is none of a property context')
            return
        self.types[ident] = kind
        try:
            if kind in INLINE:
                size = SIZES[kind]
                if any(cell[size:]):
                    self.find('property-inline', who, f'{cell.hex()}: bytes behind the value are not 0')
                self.sizes[ident] = size
                self.values[ident] = parse(kind, cell[:size])
                return
            hnid, = struct.unpack('<I', cell)
            if hnid == 0 and SIZES[kind] is not None:
                self.find('value-size', who, 'no value where the type has a fixed length')
                return
            if ident == self.lazy and hnid & 31 and kind == BINARY:
                self.read_stream(ident, hnid, who)
                return
            data = value_bytes(self.node, self.heap, hnid, who)
            self.sizes[ident] = len(data)
            if kind == OBJECT:
                self.read_object(ident, data, who)
            else:
                self.values[ident] = parse(kind, data) if data or kind & 0x1000 == 0 else []
                if kind == TIME and self.values[ident] and not any(first <= self.values[ident] <= last for first, last in TIMES):
                    self.find('value-time', who, f'{time_text(self.values[ident])} is no time that somebody can mean')
        except BadValue as problem:
            self.find(problem.kind, who, str(problem))
        except Unreadable as problem:
            self.node.database.findings.unreadable(problem)

    def read_object(self, ident, data, who):
        if len(data) != 8:
            self.find('value-size', who, f'an object of {len(data)} bytes, not 8')
            return
        nid, size = struct.unpack('<II', data)
        self.objects[ident] = (nid, size)
        self.values[ident] = data

    def read_stream(self, ident, nid, who):
        below = self.node.subnode(nid)
        if below is None:
            raise Unreadable('hnid-dangling', who, f'HNID 0x{nid:X}: no such subnode')
        self.sizes[ident] = below.data.size
        self.streams[ident] = below.data

    def get(self, ident, default=None):
        """The value of a property, or a default; the default as well where its type is another than everybody expects."""
        if KNOWN.get(ident) not in (None, self.types.get(ident)):
            return default
        return self.values.get(ident, default)

    def close(self):
        """What is in the heap or below the node without an owner."""
        self.heap.close()
        for nid in self.node.below:
            if nid not in self.node.used:
                self.find('subnode-unused', self.where, f'subnode 0x{nid:X} belongs to no property')
