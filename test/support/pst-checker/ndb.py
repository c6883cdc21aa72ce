"""The node database: pages, the two B-trees, blocks ([MS-PST] 2.2.2.7 and 2.2.2.8)."""

import os
import struct
from array import array
from bisect import bisect_left

from encoding import crc, decode, signature
from findings import Exhausted, Unreadable
from header import LENGTH, Header

PAGE = 512
FIRST_AMAP = 0x4400
BLOCK_MAX = 8176
TRAILER = 16
PAGE_NAMES = {0x80: 'BBT', 0x81: 'NBT', 0x82: 'FMap', 0x83: 'PMap', 0x84: 'AMap', 0x85: 'FPMap', 0x86: 'DList'}


def block_space(size):
    """Bytes that a block of `size` bytes of data takes in the file."""
    return (size + TRAILER + 63) & ~63


class Database:
    """An open file: its header, the sorted lists of its blocks and nodes, and their bytes on demand."""

    def __init__(self, path, findings):
        self.find = findings.add
        self.findings = findings
        self.file = os.open(path, os.O_RDONLY)
        self.size = os.fstat(self.file).st_size
        self.header = Header(os.pread(self.file, LENGTH, 0), self.size, findings)
        # The slots of 64 bytes that something takes: one byte for each, and the places of the B-tree pages.
        self.taken = bytearray((self.size + 63) // 64)
        self.page_bids, self.page_offsets = set(), set()
        self.bids, self.offsets = array('Q'), array('Q')
        self.lengths, self.references = array('H'), array('H')
        self.nids, self.data_bids, self.sub_bids, self.parents = array('I'), array('Q'), array('Q'), array('I')
        self.read_tree(self.header.bbt, 0x80, 24, self.add_block)
        self.checked = bytearray(len(self.bids))
        self.read_tree(self.header.nbt, 0x81, 32, self.add_node)
        self.work_left = 10_000 + 200 * (len(self.bids) + len(self.nids))

    def close(self):
        os.close(self.file)

    def spend(self, steps):
        """Pays for work that a hostile file could ask for again and again through what it shares."""
        self.work_left -= steps
        if self.work_left < 0:
            raise Exhausted

    def read(self, offset, length):
        """Bytes of the file, filled up with zeros where it is shorter."""
        return os.pread(self.file, length, offset).ljust(length, b'\0')

    def claim(self, offset, length, kind, where):
        """Marks bytes of the file as taken; finds out when something else has them already or a map page lies there."""
        if offset < FIRST_AMAP or offset + length > self.size:
            self.find(kind.replace('overlap', 'outside'), where, f'lies at 0x{offset:X}, outside of the file')
            return False
        first, end = offset // 64, (offset + length + 63) // 64
        if self.taken.find(1, first, end) >= 0:
            self.find(kind, where, f'0x{offset:X}..0x{offset + length:X} is taken by something else as well')
        self.taken[first:end] = b'\1' * (end - first)
        return True

    # Pages

    def read_page(self, offset, kind, bid, where):
        """A page and a check of its trailer. `bid` is what the reference says."""
        page = os.pread(self.file, PAGE, offset) if 0 <= offset < 1 << 62 else b''
        if len(page) < PAGE:
            raise Unreadable('page-outside', where, f'page at 0x{offset:X} lies outside of the file')
        first, second, sig, check, own = struct.unpack_from('<BBHIQ', page, 496)
        if first != kind or second != kind:
            raise Unreadable('page-type', where, f'page types 0x{first:02X} 0x{second:02X}, not 0x{kind:02X} twice')
        if check != crc(page[:496]):
            self.find('page-crc', where, f'dwCRC is 0x{check:08X}, not 0x{crc(page[:496]):08X}')
        if own != bid:
            self.find('page-bid', where, f'bid is 0x{own:X}, not 0x{bid:X}')
        expected = 0 if kind in (0x82, 0x83, 0x84, 0x85) else signature(offset, own)
        if sig != expected:
            self.find('page-signature', where, f'wSig is 0x{sig:04X}, not 0x{expected:04X}')
        return page

    def read_tree(self, root, kind, entry_size, add):
        """Walks a B-tree from its root reference, level by level down, and gives each leaf entry to `add` in order."""
        self.walk_page(root, kind, entry_size, add, None, None, [-1])

    def walk_page(self, reference, kind, entry_size, add, level, low, last):
        bid, offset = reference
        name = PAGE_NAMES[kind]
        where = f'{name} page 0x{offset:X}'
        try:
            page = self.read_page(offset, kind, bid, where)
        except Unreadable as problem:
            self.findings.unreadable(problem)
            return
        if offset in self.page_offsets:
            self.find('page-overlap', where, 'is in the tree twice')
            return
        if bid in self.page_bids:
            self.find('page-bid-twice', where, f'bid 0x{bid:X} is that of another page, too')
        self.page_bids.add(bid)
        self.page_offsets.add(offset)
        if offset % PAGE:
            self.find('page-alignment', where, 'does not begin at a multiple of 512')
        if bid >= self.header.next_page_bid:
            self.find('page-bid-counter', where, f'bid 0x{bid:X} is not below bidNextP 0x{self.header.next_page_bid:X}')
        self.claim(offset, PAGE, 'page-overlap', where)
        count, most, size, own_level = page[488], page[489], page[490], page[491]
        if page[492:496] != b'\0\0\0\0':
            self.find('btree-page-field', where, 'dwPadding is not 0')
        if level is not None and own_level != level:
            self.find('btree-level', where, f'level is {own_level} below a page of level {level + 1}')
            own_level = level
        elif own_level > 8:
            self.find('btree-level', where, f'level {own_level}')
            return
        expected = entry_size if own_level == 0 else 24
        if size != expected or most != 488 // expected:
            self.find('btree-page-field', where, f'cbEnt {size} and cEntMax {most}, not {expected} and {488 // expected}')
        if count > 488 // expected:
            self.find('btree-page-field', where, f'cEnt is {count}, more than fit')
            count = 488 // expected
        if count == 0 and level is not None:
            self.find('btree-page-empty', where, 'a page without entries')
        if low is not None and count and struct.unpack_from('<Q', page, 0)[0] != low:
            self.find('btree-key', where, f'first key is 0x{struct.unpack_from("<Q", page, 0)[0]:X}, the page above says 0x{low:X}')
        for index in range(count):
            at = index * expected
            if own_level == 0:
                key, = struct.unpack_from('<Q', page, at)
                if key <= last[0]:
                    self.find('btree-order', where, f'key 0x{key:X} follows 0x{last[0]:X}')
                else:
                    last[0] = key
                    add(page, at, where)
            else:
                key, child, place = struct.unpack_from('<QQQ', page, at)
                self.walk_page((child, place), kind, entry_size, add, own_level - 1, key, last)

    def add_block(self, page, at, where):
        bid, offset, length, references = struct.unpack_from('<QQHH', page, at)
        if bid & 1:
            self.find('block-bid', where, f'block 0x{bid:X}: bit 0 of a bid is reserved')
        if bid >= self.header.next_block_bid:
            self.find('block-bid-counter', where, f'block 0x{bid:X} is not below bidNextB 0x{self.header.next_block_bid:X}')
        self.bids.append(bid)
        self.offsets.append(offset)
        self.lengths.append(length)
        self.references.append(references)
        if offset % 64:
            self.find('block-alignment', f'block 0x{bid:X}', f'at 0x{offset:X}, not a multiple of 64')
        if length == 0 or length > BLOCK_MAX:
            self.find('block-length', f'block 0x{bid:X}', f'{length} bytes')
        else:
            self.claim(offset, block_space(length), 'block-overlap', f'block 0x{bid:X}')

    def add_node(self, page, at, where):
        # dwPadding behind these, and behind a BBT entry, is whatever lay in Outlook's memory.
        nid, data, sub, parent = struct.unpack_from('<QQQI', page, at)
        if nid >> 32:
            self.find('node-nid', where, f'nid 0x{nid:X} has more than 32 bits')
            return
        self.nids.append(nid)
        self.data_bids.append(data)
        self.sub_bids.append(sub)
        self.parents.append(parent)

    # Blocks and nodes

    def block_index(self, bid):
        """Place of a block in the lists, or -1. Bit 0 of a bid says nothing."""
        wanted = bid & ~1
        index = bisect_left(self.bids, wanted)
        return index if index < len(self.bids) and self.bids[index] == wanted else -1

    def node_index(self, nid):
        """Place of a node in the lists, or -1."""
        index = bisect_left(self.nids, nid)
        return index if index < len(self.nids) and self.nids[index] == nid else -1

    def raw_block(self, index):
        """The bytes of a block as they lie in the file; the first time, its trailer is checked."""
        offset, length, bid = self.offsets[index], self.lengths[index], self.bids[index]
        space = block_space(length)
        data = os.pread(self.file, space, offset) if offset < 1 << 62 else b''
        if self.checked[index]:
            return data[:length]
        self.checked[index] = 1
        where = f'block 0x{bid:X}'
        if len(data) < space:
            self.find('block-outside', where, f'at 0x{offset:X} is cut off by the end of the file')
            return data[:length].ljust(length, b'\0')
        own_length, sig, check, own_bid = struct.unpack_from('<HHIQ', data, space - TRAILER)
        if own_length != length:
            self.find('block-trailer-length', where, f'cb is {own_length}, the BBT says {length}')
        if own_bid != bid:
            self.find('block-trailer-bid', where, f'bid is 0x{own_bid:X}')
        if sig != signature(offset, own_bid):
            self.find('block-signature', where, f'wSig is 0x{sig:04X}, not 0x{signature(offset, own_bid):04X}')
        if check != crc(data[:length]):
            self.find('block-crc', where, f'dwCRC is 0x{check:08X}, not 0x{crc(data[:length]):08X}')
        return data[:length]

    def block(self, index):
        """The decoded bytes of a block."""
        data = self.raw_block(index)
        return decode(data) if self.header.crypt == 1 and not self.bids[index] & 2 else data

    def check_unread_blocks(self):
        """Looks at the trailers of the blocks that nothing has read."""
        for index in range(len(self.bids)):
            if not self.checked[index]:
                self.raw_block(index)
