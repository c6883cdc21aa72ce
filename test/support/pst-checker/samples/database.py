"""Writes the node database of a small PST file: blocks, trees, maps, header. For tests of the checker only."""

import struct

from encoding import crc, encode, signature

STRETCH = 0x3E000
FIRST_AMAP = 0x4400
BLOCK_MAX = 8176


class Database:
    """Collects blocks and nodes; `bytes` gives the file. `crypt` is bCryptMethod."""

    def __init__(self, crypt=0):
        self.crypt = crypt
        # The file has at least so many stretches; FMap pages only where they are not left out.
        self.stretches, self.with_fmap = 1, True
        self.blocks = {}
        self.references = {}
        # Bytes of data trees, and of all data below subnode trees, by bid.
        self.totals = {0: 0}
        self.nodes = {}
        self.counter = 1
        self.pages = 1
        self.unique = 1

    def block(self, data, internal=False):
        bid = 4 * self.counter + (2 if internal else 0)
        self.counter += 1
        self.blocks[bid] = data
        self.references.setdefault(bid, 0)
        self.totals[bid] = len(data)
        return bid

    def refer(self, bid):
        if bid:
            self.references[bid] += 1
        return bid

    def data(self, pieces):
        """A data tree of blocks that are given, or of one piece of bytes that is cut."""
        if isinstance(pieces, bytes):
            pieces = [pieces[at : at + BLOCK_MAX] for at in range(0, len(pieces), BLOCK_MAX)]
        if not pieces:
            return 0
        bids = [self.block(piece) for piece in pieces]
        if len(bids) == 1:
            return bids[0]
        levels = [self.xblock(1, bids[at : at + 1021]) for at in range(0, len(bids), 1021)]
        return levels[0] if len(levels) == 1 else self.xblock(2, levels)

    def xblock(self, level, bids):
        total = sum(self.totals[bid] for bid in bids)
        for bid in bids:
            self.refer(bid)
        own = self.block(struct.pack('<BBHI', 1, level, len(bids), total) + b''.join(struct.pack('<Q', bid) for bid in bids), True)
        self.totals[own] = total
        return own

    def subnodes(self, nodes):
        """A subnode tree of {nid: (data bid, subnode bid)}."""
        if not nodes:
            return 0
        entries = sorted(nodes.items())
        leaves = []
        for at in range(0, len(entries), 340):
            part = entries[at : at + 340]
            body = b''.join(struct.pack('<QQQ', nid, self.refer(data), self.refer(sub)) for nid, (data, sub) in part)
            leaves.append((part[0][0], self.block(struct.pack('<BBHI', 2, 0, len(part), 0) + body, True)))
        root = leaves[0][1]
        if len(leaves) > 1:
            body = b''.join(struct.pack('<QQ', nid, self.refer(bid)) for nid, bid in leaves)
            root = self.block(struct.pack('<BBHI', 2, 1, len(leaves), 0) + body, True)
        self.totals[root] = sum(self.totals[data] + self.totals[sub] for data, sub in nodes.values())
        return root

    def node(self, nid, data, sub=0, parent=0):
        self.nodes[nid] = (self.refer(data), self.refer(sub), parent)

    # The file

    def bytes(self):
        self.file = bytearray(FIRST_AMAP + STRETCH)
        self.at = FIRST_AMAP
        self.taken = set()
        places = {bid: self.write_block(bid, data) for bid, data in self.blocks.items()}
        blocks = [struct.pack('<QQHHI', bid, places[bid], len(self.blocks[bid]), self.references[bid] + 1, 0) for bid in sorted(self.blocks)]
        nodes = [struct.pack('<QQQII', nid, *self.nodes[nid], 0) for nid in sorted(self.nodes)]
        bbt, nbt = self.tree(0x80, blocks, 20), self.tree(0x81, nodes, 15)
        self.file.extend(bytes(max(0, FIRST_AMAP + self.stretches * STRETCH - len(self.file))))
        free = self.maps()
        self.write_header(nbt, bbt, free)
        return bytes(self.file)

    def allocate(self, size, alignment):
        """Space in the current stretch, or in a new one."""
        at = -(-self.at // alignment) * alignment
        while True:
            stretch = (at - FIRST_AMAP) // STRETCH
            base = FIRST_AMAP + stretch * STRETCH
            head = 512 * (3 if stretch % 496 == 128 else 2 if stretch % 8 == 0 else 1)
            at = max(at, base + head)
            at = -(-at // alignment) * alignment
            if at + size <= base + STRETCH:
                break
            at = base + STRETCH
        self.file.extend(bytes(max(0, -(-(at + size - FIRST_AMAP) // STRETCH) * STRETCH + FIRST_AMAP - len(self.file))))
        self.at = at + size
        self.taken.update(range(at // 64, (at + size) // 64))
        return at

    def write_block(self, bid, data):
        space = (len(data) + 16 + 63) & ~63
        at = self.allocate(space, 64)
        stored = encode(data) if self.crypt == 1 and not bid & 2 else data
        trailer = struct.pack('<HHIQ', len(data), signature(at, bid), crc(stored), bid)
        self.file[at : at + space] = stored + bytes(space - len(data) - 16) + trailer
        return at

    def page(self, kind, body, at, bid):
        sig = 0 if kind in (0x82, 0x83, 0x84) else signature(at, bid)
        body = body.ljust(496, b'\0')
        self.file[at : at + 512] = body + struct.pack('<BBHIQ', kind, kind, sig, crc(body), bid)

    def tree(self, kind, entries, most):
        """A B-tree; gives the reference of its root."""
        level, width = 0, len(entries[0])
        while True:
            references = []
            for at in range(0, len(entries), most):
                part = entries[at : at + most]
                body = b''.join(part).ljust(488, b'\0') + struct.pack('<BBBBI', len(part), most, width, level, 0)
                place, bid = self.allocate(512, 512), self.pages
                self.pages += 1
                self.page(kind, body, place, bid)
                references.append(part[0][:8] + struct.pack('<QQ', bid, place))
            if len(references) == 1:
                return references[0][8:]
            entries, most, width, level = references, 20, 24, level + 1

    def maps(self):
        """AMaps, PMaps and the density list; gives the number of free slots."""
        free = 0
        for number in range((len(self.file) - FIRST_AMAP) // STRETCH):
            base = FIRST_AMAP + number * STRETCH
            fmap = self.with_fmap and number % 496 == 128
            self.taken.update(range(base // 64, base // 64 + (24 if fmap else 16 if number % 8 == 0 else 8)))
            if fmap:
                self.page(0x82, b'\xff' * 496, base + 1024, base + 1024)
            bits = [base // 64 + index in self.taken for index in range(3968)]
            free += bits.count(False)
            self.page(0x84, bytes(sum(bit << 7 - shift for shift, bit in enumerate(bits[at : at + 8])) for at in range(0, 3968, 8)), base, base)
            if number % 8 == 0:
                self.page(0x83, b'\xff' * 496, base + 512, base + 512)
            self.last = base
        self.page(0x86, b'', 0x4200, self.pages)
        return free

    def write_header(self, nbt, bbt, free):
        counters = [0x400] * 32
        counters[2], counters[3], counters[4], counters[8] = 0x400, 0x4000, 0x10000, 0x8000
        for nid in self.nodes:
            counters[nid & 31] = max(counters[nid & 31], nid >> 5)
        for kind, index in getattr(self, 'counters', {}).items():
            counters[kind] = max(counters[kind], index)
        head = struct.pack('<HHHBBIIQQI', 0x4D53, 23, 19, 1, 1, 0, 0, 0, self.pages, self.unique) + struct.pack('<32I', *counters)
        head += struct.pack('<QIQQQQ', 0, 0, len(self.file), self.last, free * 64, 0) + nbt + bbt + struct.pack('<BBHI', 2, 0, 0, 0)
        head += b'\xff' * 256 + struct.pack('<BBHQ', 0x80, self.crypt, 0, 4 * self.counter)
        self.file[0:564] = (struct.pack('<4sI', b'!BDN', crc(head[:471])) + head + struct.pack('<I', crc(head[:516]))).ljust(564, b'\0')
