"""The maps of free space against what is really taken ([MS-PST] 2.2.2.7.2 to 2.2.2.7.6, 2.6.1)."""

import struct

from findings import Unreadable
from ndb import FIRST_AMAP, PAGE

STRETCH = 496 * 8 * 64
SLOTS = 496 * 8
FULL = b'\xff' * 496
DLIST = 0x4200

# One byte for each bit of a map byte, the highest first: a whole map becomes comparable with what is taken.
_BITS = [bytes((value >> shift) & 1 for shift in range(7, -1, -1)) for value in range(256)]


def bits(data):
    """The bits of a map page as bytes 0 and 1."""
    return b''.join([_BITS[value] for value in data])


def map_pages(stretch):
    """The map pages at the head of a stretch: (type, offset in the stretch)."""
    yield 0x84, 0
    if stretch % 8 == 0:
        yield 0x83, PAGE
    if stretch >= 128 and (stretch - 128) % 496 == 0:
        yield 0x82, 2 * PAGE
    if stretch >= 8192 and (stretch - 8192) % (8 * 8 * 496) == 0:
        yield 0x85, 2 * PAGE


class Maps:
    """Reads all map pages; afterwards `compare` holds them against the database's list of taken slots."""

    def __init__(self, database):
        self.database, self.find = database, database.find
        self.header = database.header
        self.count = max(0, -(-(database.size - FIRST_AMAP) // STRETCH))
        self.free = []
        self.longest = []
        self.page_free = 0
        # Outlook before 2007 SP2 kept all maps, and says so in the header: today rgbFM is all ones.
        self.legacy = self.header.fmap != b'\xff' * 128

    def check(self):
        """Everything about free space. The B-trees must have been walked, so that all that is taken is known."""
        header, size = self.header, self.database.size
        if size < FIRST_AMAP + PAGE or (size - FIRST_AMAP) % STRETCH:
            self.find('file-end', 'header', f'the file does not end on a boundary of {STRETCH} bytes behind 0x4400')
        last = FIRST_AMAP + (self.count - 1) * STRETCH
        if header.last_amap != last:
            self.find('amap-last', 'header', f'ibAMapLast is 0x{header.last_amap:X}, the last AMap is at 0x{last:X}')
        pages = self.read_all()
        for stretch in range(self.count):
            self.compare(stretch, pages)
        total = 64 * sum(self.free)
        if header.amap_free != total:
            self.find('amap-free', 'header', f'cbAMapFree is {header.amap_free}, the AMaps have {total} free')
        if header.pmap_free != 512 * self.page_free:
            self.find('pmap-free', 'header', f'cbPMapFree is {header.pmap_free}, the PMaps have {512 * self.page_free}')
        self.check_header_maps()
        self.check_list()

    def read_all(self):
        """Claims the map pages; gives the PMap bits by stretch (None where they say nothing)."""
        found = {}
        for stretch in range(self.count):
            base = FIRST_AMAP + stretch * STRETCH
            for kind, distance in map_pages(stretch):
                offset = base + distance
                where = f'{ {0x84: "AMap", 0x83: "PMap", 0x82: "FMap", 0x85: "FPMap"}[kind]} page 0x{offset:X}'
                self.database.claim(offset, PAGE, 'map-overlap', where)
                try:
                    page = self.database.read_page(offset, kind, offset, where)
                except Unreadable as problem:
                    self.database.findings.unreadable(problem)
                    continue
                if kind == 0x84 or page[:496] == FULL:
                    continue
                if not self.legacy:
                    self.find('map-content', where, 'a map that is no longer used must be all ones')
                elif kind == 0x83:
                    # 0 is a free page in space that the AMap has given away.
                    for index in range(8):
                        found[stretch + index] = bits(page[62 * index : 62 * index + 62])
                    self.page_free += sum(8 - value.bit_count() for value in page[:496])
        return found

    def compare(self, stretch, pages):
        """One AMap against what is taken."""
        base = FIRST_AMAP + stretch * STRETCH
        raw = self.database.read(base, 496)
        first = base // 64
        taken = bytes(self.database.taken[first : first + SLOTS]).ljust(SLOTS, b'\0')
        for index, bit in enumerate(pages.get(stretch, b'')):
            if not bit:
                if taken.find(1, index * 8, index * 8 + 8) >= 0:
                    self.find('pmap-bit', f'AMap page 0x{base:X}', f'page {index} is free in the PMap, but taken')
                taken = taken[: index * 8] + b'\1' * 8 + taken[index * 8 + 8 :]
        said = bits(raw)
        self.free.append(said.count(0))
        self.longest.append(max(map(len, said.split(b'\1'))))
        if said == taken:
            return
        missing = sum(1 for bit, real in zip(said, taken) if real and not bit)
        stale = sum(1 for bit, real in zip(said, taken) if bit and not real)
        at = next(index for index in range(SLOTS) if said[index] != taken[index])
        where = f'AMap page 0x{base:X}'
        if missing:
            self.find('amap-missing', where, f'{missing} slots of 64 bytes are taken but free in the map; first difference at 0x{base + at * 64:X}')
        if stale:
            self.find('amap-stale', where, f'{stale} slots of 64 bytes are not free in the map but nobody uses them; first difference at 0x{base + at * 64:X}')

    def check_header_maps(self):
        """rgbFM and rgbFP: all ones today, the real maps in files of Outlook before 2007 SP2."""
        header = self.header
        expected = bytes(min(255, run) for run in self.longest[:128]).ljust(128, b'\0')
        if self.legacy and header.fmap != expected:
            self.find('header-field', 'header', 'rgbFM is neither all ones nor the longest free runs of the AMaps')
        if not self.legacy and header.fpmap != b'\xff' * 128:
            self.find('header-field', 'header', 'rgbFP must be all ones')

    def check_list(self):
        """The density list: AMaps with free slots, the emptiest first."""
        where = f'DList page 0x{DLIST:X}'
        bid, = struct.unpack('<Q', self.database.read(DLIST + 504, 8))
        try:
            page = self.database.read_page(DLIST, 0x86, bid, where)
        except Unreadable as problem:
            self.database.findings.unreadable(problem)
            return
        # Outlook writes this page last and gives it bidNextP itself, which the next page will have, too.
        if bid > self.header.next_page_bid:
            self.find('page-bid-counter', where, f'bid 0x{bid:X} is above bidNextP')
        count, current = page[1], struct.unpack_from('<I', page, 4)[0]
        if page[0] > 1 or count > 119:
            self.find('dlist-content', where, f'bFlags {page[0]} and cEntDList {count}')
            return
        if current >= self.count and count:
            self.find('dlist-content', where, f'ulCurrentPage {current} is no AMap')
        entries = struct.unpack_from(f'<{count}I', page, 8)
        before = SLOTS + 1
        seen = set()
        for entry in entries:
            number, free = entry & 0xFFFFF, entry >> 20
            if number >= self.count or number in seen or number == current:
                self.find('dlist-content', where, f'entry for AMap {number}, which is none, listed twice or the current one')
                continue
            seen.add(number)
            if free != self.free[number]:
                self.find('dlist-content', where, f'AMap {number} has {self.free[number]} free slots, the list says {free}')
            if free > before:
                self.find('dlist-content', where, f'AMap {number} with {free} free slots follows one with {before}')
            before = free
