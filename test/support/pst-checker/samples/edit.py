"""Changes bytes of a finished file and mends the checksums, so that only the change itself is wrong. For tests of the checker only."""

import os
import struct
import tempfile

from encoding import crc, decode, encode
from findings import Findings
from heap import Heap, Node
from ndb import Database, block_space


class Edit:
    """A file as bytes, and where in it things lie."""

    def __init__(self, data):
        self.data = bytearray(data)
        with tempfile.NamedTemporaryFile(delete=False) as file:
            file.write(data)
        self.map = Database(file.name, Findings())
        os.unlink(file.name)

    # Header and pages

    def header(self, at, layout, *values, mend=True):
        struct.pack_into(layout, self.data, at, *values)
        if mend:
            struct.pack_into('<I', self.data, 4, crc(self.data[8:479]))
            struct.pack_into('<I', self.data, 524, crc(self.data[8:524]))
        return bytes(self.data)

    def page(self, offset, at, layout, *values):
        struct.pack_into(layout, self.data, offset + at, *values)
        if at < 496:
            struct.pack_into('<I', self.data, offset + 500, crc(self.data[offset : offset + 496]))
        return bytes(self.data)

    def leaf(self, root, key):
        """Offset of the leaf page of a B-tree that has a key, and of its entry in the page."""
        offset, size = root[1], {0x80: 24, 0x81: 32}[self.data[root[1] + 496]]
        while self.data[offset + 491]:
            entries = [struct.unpack_from('<QQQ', self.data, offset + 24 * index) for index in range(self.data[offset + 488])]
            offset = next(place for low, _, place in reversed(entries) if low <= key)
        return offset, next(at for at in range(0, 488, size) if struct.unpack_from('<Q', self.data, offset + at)[0] == key)

    # Nodes, blocks and heaps

    def node(self, nid, *path):
        """A node, or the subnode that the path leads to."""
        index = self.map.node_index(nid)
        found = Node(self.map, nid, self.map.data_bids[index], self.map.sub_bids[index], '')
        for step in path:
            found = found.subnode(step)
        return found

    def block(self, bid, at, layout, *values):
        """Changes the decoded data of a block."""
        index = self.map.block_index(bid)
        offset, length = self.map.offsets[index], self.map.lengths[index]
        coded = self.map.header.crypt == 1 and not bid & 2
        raw = self.data[offset : offset + length]
        plain = bytearray(decode(raw)) if coded else raw
        struct.pack_into(layout, plain, at, *values)
        self.data[offset : offset + length] = encode(bytes(plain)) if coded else plain
        struct.pack_into('<I', self.data, offset + block_space(length) - 12, crc(self.data[offset : offset + length]))
        return bytes(self.data)

    def trailer(self, bid, at, layout, value):
        """Changes a block's trailer."""
        index = self.map.block_index(bid)
        struct.pack_into(layout, self.data, self.map.offsets[index] + block_space(self.map.lengths[index]) - 16 + at, value)
        return bytes(self.data)

    def heap(self, node, at, layout, *values, block=0):
        """Changes the heap of a node at an offset of a block."""
        return self.block(self.map.bids[node.data.blocks[block]], at, layout, *values)

    def allocation(self, node, hid, client=0xBC):
        """Where the bytes of a HID lie: block number and offset."""
        heap = Heap(node, client)
        _, offsets = heap.page(hid >> 16)
        return hid >> 16, offsets[(hid >> 5 & 0x7FF) - 1]

    def in_heap(self, node, hid, at, layout, *values, client=0xBC):
        """Changes an allocation."""
        block, offset = self.allocation(node, hid, client)
        return self.heap(node, offset + at, layout, *values, block=block)

    def record(self, node, ident):
        """Where the record of a property lies in the heap of its context: block number and offset."""
        heap = Heap(node, 0xBC)
        root, = struct.unpack_from('<I', heap.get(0x20, ''), 4)
        data = heap.get(root, '')
        at = next(at for at in range(0, len(data), 8) if struct.unpack_from('<H', data, at)[0] == ident)
        block, offset = self.allocation(node, root)
        return block, offset + at

    def property(self, node, ident, at, layout, *values):
        """Changes the record of a property: id at 0, type at 2, value or HNID at 4."""
        block, offset = self.record(node, ident)
        return self.heap(node, offset + at, layout, *values, block=block)
