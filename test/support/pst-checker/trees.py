"""Data trees and subnode trees ([MS-PST] 2.2.2.8.3.2 and 2.2.2.8.3.3), and who refers to which block."""

import struct
from array import array

from ndb import BLOCK_MAX

XBLOCK_MOST = 1021
SLBLOCK_MOST = 340
SIBLOCK_MOST = 510


class Trees:
    """Walks the trees of all nodes once, each block once, and counts references. Structure is checked here and nowhere else."""

    def __init__(self, database):
        self.database, self.find = database, database.find
        size = len(database.bids)
        self.counts = array('I', bytes(4 * size))
        # 0 not met, 1 as leaf, 2 as data tree, 3 as subnode tree; the totals of data trees by block.
        self.roles = bytearray(size)
        self.totals = {}

    def check(self):
        """All nodes; then the counts against cRef."""
        database = self.database
        for index in range(len(database.nids)):
            where = f'node 0x{database.nids[index]:X}'
            self.data_reference(database.data_bids[index], where)
            pending = [(database.sub_bids[index], where)]
            while pending:
                bid, place = pending.pop()
                self.subnode_reference(bid, place, pending)
        for index, bid in enumerate(database.bids):
            where = f'block 0x{bid:X}'
            if self.counts[index] == 0:
                # Outlook gives a block back later than it lets go of it: then cRef is 1, the count of the BBT itself.
                kind = 'block-released' if database.references[index] == 1 else 'block-unreachable'
                self.find(kind, where, f'nothing refers to it, cRef is {database.references[index]}')
            elif database.references[index] != min(self.counts[index] + 1, 0xFFFF):
                self.find('block-refcount', where, f'cRef is {database.references[index]}, not {self.counts[index]} + 1')

    def refer(self, bid, where, role):
        """Counts a reference. Gives the block's index when its inside is still to be walked, else -1."""
        database = self.database
        index = database.block_index(bid)
        if index < 0:
            self.find('block-missing', where, f'refers to block 0x{bid:X}, which the BBT does not have')
            return -1
        self.counts[index] += 1
        if self.roles[index] == 0:
            self.roles[index] = role
            return index
        if self.roles[index] != role:
            self.find('block-role', where, f'block 0x{bid:X} is used as data here and as a tree elsewhere')
        return -1

    def data_reference(self, bid, where):
        """A reference to a data tree; 0 is none."""
        if bid == 0:
            return
        if not bid & 2:
            self.refer(bid, where, 1)
            return
        index = self.refer(bid, where, 2)
        if index >= 0:
            self.data_tree(index, where, 2)

    def data_tree(self, index, where, most_level):
        """An XBLOCK or XXBLOCK; gives its total."""
        database = self.database
        block = database.raw_block(index)
        where = f'{where}, data tree block 0x{database.bids[index]:X}'
        self.totals[index] = 0
        if len(block) < 8 or block[0] != 1 or not 1 <= block[1] <= most_level:
            self.find('data-tree-type', where, f'type and level {block[:2].hex()}')
            return 0
        level, (count, said) = block[1], struct.unpack_from('<HI', block, 2)
        if count > XBLOCK_MOST or len(block) != 8 + 8 * count or count == 0:
            self.find('data-tree-count', where, f'{count} entries in {len(block)} bytes')
            count = min(count, (len(block) - 8) // 8)
        total = 0
        for position, child in enumerate(struct.unpack_from(f'<{count}Q', block, 8)):
            total += self.data_child(child, where, level, position == count - 1)
        if total != said:
            self.find('data-tree-total', where, f'lcbTotal is {said}, the blocks have {total} bytes')
        self.totals[index] = total
        return total

    def data_child(self, bid, where, level, is_last):
        """One entry of a data tree; gives its size."""
        database = self.database
        if level == 1:
            if bid & 2:
                self.find('data-tree-type', where, f'block 0x{bid:X} below an XBLOCK is internal')
                return 0
            self.refer(bid, where, 1)
            found = database.block_index(bid)
            length = database.lengths[found] if found >= 0 else 0
            if not is_last and length != BLOCK_MAX:
                self.find('data-tree-short', where, f'block 0x{bid:X} has {length} bytes and is not the last')
            return length
        index = self.refer(bid, where, 2) if bid & 2 else -1
        if index >= 0:
            return self.data_tree(index, where, 1)
        found = database.block_index(bid)
        if not bid & 2:
            self.find('data-tree-type', where, f'block 0x{bid:X} below an XXBLOCK is external')
        return self.totals.get(found, 0)

    def subnode_reference(self, bid, where, pending):
        """A reference to a subnode tree; 0 is none. What its nodes have below is added to `pending`."""
        if bid == 0:
            return
        index = self.refer(bid, where, 3)
        if index < 0:
            return
        last = [-1]
        where = f'{where}, subnode tree'
        level, count, body = self.subnode_block(index, where)
        if level == 0:
            self.subnode_leaf(count, body, where, last, None, pending)
            return
        for nid, child in struct.iter_unpack('<QQ', body[: 16 * count]):
            below = self.refer(child, where, 3)
            if below < 0:
                continue
            inner, entries, content = self.subnode_block(below, where)
            if inner != 0:
                self.find('subnode-type', where, f'block 0x{child:X} below an SIBLOCK is none of level 0')
                continue
            self.subnode_leaf(entries, content, where, last, nid, pending)

    def subnode_block(self, index, where):
        """Head of an SLBLOCK or SIBLOCK: level, count and the entries' bytes."""
        block = self.database.raw_block(index)
        bid = self.database.bids[index]
        if not bid & 2:
            self.find('subnode-type', where, f'block 0x{bid:X} is no internal block')
        if len(block) < 8 or block[0] != 2 or block[1] > 1:
            self.find('subnode-type', where, f'block 0x{bid:X} has type and level {block[:2].hex()}')
            return 0, 0, b''
        count, = struct.unpack_from('<H', block, 2)
        size, most = ((24, SLBLOCK_MOST), (16, SIBLOCK_MOST))[block[1]]
        if count == 0 or count > most or len(block) != 8 + size * count:
            self.find('subnode-count', where, f'block 0x{bid:X}: {count} entries in {len(block)} bytes')
            count = min(count, (len(block) - 8) // size)
        return block[1], count, block[8:]

    def subnode_leaf(self, count, body, where, last, first, pending):
        """The entries of an SLBLOCK."""
        for position, (nid, data, sub) in enumerate(struct.iter_unpack('<QQQ', body[: 24 * count])):
            # The upper half of a nid here is whatever lay in Outlook's memory.
            nid &= 0xFFFFFFFF
            if position == 0 and first is not None and nid != first & 0xFFFFFFFF:
                self.find('subnode-key', where, f'first nid is 0x{nid:X}, the block above says 0x{first:X}')
            if nid <= last[0]:
                self.find('subnode-order', where, f'nid 0x{nid:X} follows 0x{last[0]:X}')
            last[0] = nid
            # Outlook takes the next index of a type from the header, whichever node it is for.
            if nid >> 5 > self.database.header.counters[nid & 31]:
                self.find('nid-counter', where, f'nid 0x{nid:X} is above rgnid[{nid & 31}] 0x{self.database.header.counters[nid & 31]:X}')
            place = f'{where.removesuffix(", subnode tree")}/0x{nid:X}'
            self.data_reference(data, place)
            if sub:
                pending.append((sub, place))


class Data:
    """The bytes of a data tree, block by block: `count` blocks, `size` bytes together."""

    def __init__(self, database, bid):
        self.database, self.bid = database, bid
        self.blocks = []
        self.size = 0
        if bid:
            self.collect(bid, 2)

    def collect(self, bid, level):
        database = self.database
        index = database.block_index(bid)
        if index < 0:
            return
        if not bid & 2:
            self.blocks.append(index)
            self.size += database.lengths[index]
        elif level > 0:
            block = database.raw_block(index)
            if len(block) >= 8 and block[0] == 1:
                count = min(struct.unpack_from('<H', block, 2)[0], (len(block) - 8) // 8)
                for child in struct.unpack_from(f'<{count}Q', block, 8):
                    self.collect(child, level - 1)

    @property
    def count(self):
        return len(self.blocks)

    def block(self, number):
        return self.database.block(self.blocks[number])

    def __iter__(self):
        """The decoded blocks, one after the other."""
        for index in self.blocks:
            yield self.database.block(index)

    def bytes(self):
        """All in one piece."""
        return b''.join(self)


def subnodes(database, bid):
    """The nodes of a subnode tree: nid → (data bid, subnode bid)."""
    found = {}
    index = database.block_index(bid) if bid else -1
    if index < 0:
        return found
    block = database.raw_block(index)
    if len(block) < 8 or block[0] != 2:
        return found
    count, = struct.unpack_from('<H', block, 2)
    leaves = [block]
    if block[1] == 1:
        children = [database.block_index(child) for _, child in struct.iter_unpack('<QQ', block[8 : 8 + 16 * min(count, (len(block) - 8) // 16)])]
        leaves = [database.raw_block(child) for child in children if child >= 0]
    for leaf in leaves:
        if len(leaf) >= 8 and leaf[:2] == b'\2\0':
            entries = min(struct.unpack_from('<H', leaf, 2)[0], (len(leaf) - 8) // 24)
            for nid, data, sub in struct.iter_unpack('<QQQ', leaf[8 : 8 + 24 * entries]):
                found[nid & 0xFFFFFFFF] = (data, sub)
    return found
