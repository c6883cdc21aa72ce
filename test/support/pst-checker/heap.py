"""Heap-on-node ([MS-PST] 2.3.1) and B-tree-on-heap (2.3.2)."""

import struct
from array import array

from findings import Unreadable
from ndb import BLOCK_MAX
from trees import Data, subnodes

LARGEST = 3580
FILL_STEPS = (3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8)


def fill_level(free):
    """The level of 2.3.1.2 for free bytes in a block."""
    for level, least in enumerate(FILL_STEPS):
        if free >= least:
            return level
    return 15


class Node:
    """A node or subnode: its data, and its own subnodes by nid."""

    def __init__(self, database, nid, data_bid, sub_bid, where):
        self.database, self.nid, self.where = database, nid, where
        self.find = database.find
        self.data_bid, self.sub_bid = data_bid, sub_bid
        self.data = Data(database, data_bid)
        self.below = subnodes(database, sub_bid)
        self.used = set()

    def subnode(self, nid):
        """The subnode with that nid, or None."""
        if nid not in self.below:
            return None
        self.used.add(nid)
        data, sub = self.below[nid]
        return Node(self.database, nid, data, sub, f'{self.where}/0x{nid:X}')

    def tree_size(self):
        """Bytes of the node's data and of all that is below it."""
        total, pending, steps = self.data.size, list(self.below.values()), 0
        while pending:
            data, sub = pending.pop()
            total += Data(self.database, data).size
            self.database.spend(1)
            if sub:
                pending.extend(subnodes(self.database, sub).values())
        return total


class Heap:
    """The heap of a node. Reads page maps as they are needed; `close` looks at what nobody asked for."""

    def __init__(self, node, client):
        self.node, self.find, self.where = node, node.find, node.where
        data = node.data
        if data.count == 0:
            raise Unreadable('heap-header', self.where, 'a heap without data')
        # Of each block read: where its allocations begin, and which of them have an owner.
        self.pages, self.owned = {}, {}
        self.cache = {}
        first = data.block(0)
        if len(first) < 12:
            raise Unreadable('heap-header', self.where, f'{len(first)} bytes')
        if first[2] != 0xEC:
            raise Unreadable('heap-signature', self.where, f'bSig is 0x{first[2]:02X}, not 0xEC')
        if first[3] != client:
            raise Unreadable('heap-client', self.where, f'bClientSig is 0x{first[3]:02X}, not 0x{client:02X}')
        self.root, = struct.unpack_from('<I', first, 4)
        self.levels = dict(enumerate(self.nibbles(first[8:12])))
        self.page(0)

    @staticmethod
    def nibbles(data):
        for value in data:
            yield value & 15
            yield value >> 4

    def page(self, number):
        """The block of that number and the offsets of its allocations; its page map is checked the first time."""
        if number in self.pages:
            return self.cache_block(number), self.pages[number]
        block = self.cache_block(number)
        head = 12 if number == 0 else 66 if number >= 8 and (number - 8) % 128 == 0 else 2
        where = f'{self.where}, heap block {number}'
        self.pages[number] = offsets = array('H', self.page_map(block, head, where))
        self.owned[number] = bytearray(len(offsets))
        return block, offsets

    def cache_block(self, number):
        block = self.cache.get(number)
        if block is None:
            if len(self.cache) >= 64:
                self.cache.pop(next(iter(self.cache)))
            self.node.database.spend(1)
            block = self.cache[number] = self.node.data.block(number)
        return block

    def page_map(self, block, head, where):
        if len(block) < head:
            raise Unreadable('heap-page-map', where, f'{len(block)} bytes')
        at, = struct.unpack_from('<H', block, 0)
        if at < head or at + 4 > len(block):
            raise Unreadable('heap-page-map', where, f'ibHnpm {at} of {len(block)} bytes')
        count, freed = struct.unpack_from('<HH', block, at)
        if at + 4 + 2 * (count + 1) > len(block):
            raise Unreadable('heap-page-map', where, f'{count} allocations do not fit behind {at}')
        offsets = struct.unpack_from(f'<{count + 1}H', block, at + 4)
        if at % 2:
            self.find('heap-page-map', where, f'ibHnpm {at} is odd')
        if offsets[0] != head:
            self.find('heap-page-map', where, f'the first allocation begins at {offsets[0]}, not {head}')
        if any(one > other for one, other in zip(offsets, offsets[1:])) or offsets[-1] > at:
            raise Unreadable('heap-page-map', where, f'the offsets of the allocations do not ascend to {at}')
        if at - offsets[-1] > 1:
            self.find('heap-page-map', where, f'the page map at {at} does not follow the last allocation, which ends at {offsets[-1]}')
        empty = sum(1 for one, other in zip(offsets, offsets[1:]) if one == other)
        if freed != empty:
            self.find('heap-freed', where, f'cFree is {freed}, {empty} allocations are empty')
        if any(other - one > LARGEST for one, other in zip(offsets, offsets[1:])):
            self.find('heap-too-large', where, f'an allocation of more than {LARGEST} bytes')
        return offsets

    def get(self, hid, who):
        """The bytes of an allocation for its one owner."""
        if hid & 31:
            raise Unreadable('hid-type', who, f'HID 0x{hid:X} is none')
        index, number = hid >> 5 & 0x7FF, hid >> 16
        if index == 0 or number >= self.node.data.count:
            raise Unreadable('hid-dangling', who, f'HID 0x{hid:X}: no such block or index')
        block, offsets = self.page(number)
        if index >= len(offsets):
            raise Unreadable('hid-dangling', who, f'HID 0x{hid:X}: the block has {len(offsets) - 1} allocations')
        if offsets[index] == offsets[index - 1]:
            raise Unreadable('hid-freed', who, f'HID 0x{hid:X} is a freed allocation')
        self.claim(hid, who)
        return block[offsets[index - 1] : offsets[index]]

    def claim(self, hid, who):
        owned, index = self.owned[hid >> 16], hid >> 5 & 0x7FF
        if owned[index]:
            self.find('hid-shared', who, f'HID 0x{hid:X} belongs to something else as well')
        owned[index] = 1

    def close(self):
        """Page maps nobody needed, fill levels, padding and allocations without an owner."""
        data = self.node.data
        for number in range(data.count):
            try:
                block, offsets = self.page(number)
            except Unreadable as problem:
                self.node.database.findings.unreadable(problem)
                continue
            where = f'{self.where}, heap block {number}'
            if number >= 8 and (number - 8) % 128 == 0:
                self.levels.update(enumerate(self.nibbles(block[2:66]), number))
            if number < data.count - 1 and len(block) != BLOCK_MAX:
                self.find('heap-short-block', where, f'{len(block)} bytes and not the last block')
            leaked = [index for index in range(1, len(offsets)) if offsets[index] != offsets[index - 1] and not self.owned[number][index]]
            if leaked:
                self.find('heap-leak', where, f'{len(leaked)} allocations belong to nothing, the first is index {leaked[0]}')
            # Free is what lies behind the page map, in a block of full length.
            free = BLOCK_MAX - struct.unpack_from('<H', block, 0)[0] - 4 - 2 * len(offsets)
            if self.levels.get(number) != fill_level(free):
                self.find('heap-fill-level', where, f'fill level {self.levels.get(number)} with {free} bytes free, which is level {fill_level(free)}')
        if any(level for number, level in self.levels.items() if number >= data.count):
            self.find('heap-fill-level', self.where, f'fill levels of blocks behind the last, number {data.count - 1}')


class BTree:
    """A B-tree on a heap: sorted records of fixed size. `records` gives (key, entry bytes)."""

    def __init__(self, heap, hid, key_size, entry_size, who):
        self.heap, self.find, self.who = heap, heap.find, who
        head = heap.get(hid, who)
        if len(head) != 8 or head[0] != 0xB5:
            raise Unreadable('bth-header', who, f'{head[:8].hex()} is no BTHHEADER')
        _, key, entry, self.levels, self.root = struct.unpack('<BBBBI', head)
        if (key, entry) != (key_size, entry_size):
            raise Unreadable('bth-header', who, f'keys of {key} and entries of {entry} bytes, not {key_size} and {entry_size}')
        if self.levels > 8:
            raise Unreadable('bth-header', who, f'{self.levels} levels')
        self.key, self.entry = key, entry
        self.last = None

    def records(self):
        """All records in their order; what cannot be read is a finding."""
        if self.root:
            yield from self.walk(self.root, self.levels, None)
        elif self.levels:
            self.find('bth-header', self.who, f'{self.levels} levels without a root')

    def walk(self, hid, level, low):
        self.heap.node.database.spend(1)
        try:
            data = self.heap.get(hid, f'{self.who} (BTH)')
        except Unreadable as problem:
            self.heap.node.database.findings.unreadable(problem)
            return
        size = self.key + (4 if level else self.entry)
        if len(data) % size:
            self.find('bth-size', self.who, f'{len(data)} bytes are no records of {size}')
        if low is not None and data[: self.key] != low:
            self.find('bth-key', self.who, 'the first key of a page is not that of the page above')
        for at in range(0, len(data) - size + 1, size):
            key = data[at : at + self.key]
            if level:
                child, = struct.unpack_from('<I', data, at + self.key)
                yield from self.walk(child, level - 1, key)
                continue
            value = int.from_bytes(key, 'little')
            if self.last is not None and value <= self.last:
                self.find('bth-order', self.who, f'key 0x{value:X} follows 0x{self.last:X}')
            self.last = value
            yield value, data[at + self.key : at + size]
