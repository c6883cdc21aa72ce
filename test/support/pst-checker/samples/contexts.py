"""Writes heaps, property contexts and table contexts. For tests of the checker only."""

import struct

BLOCK_MAX = 8176
FILL = (3584, 2560, 2048, 1792, 1536, 1280, 1024, 768, 512, 256, 128, 64, 32, 16, 8)
WIDTHS = {0x02: 2, 0x03: 4, 0x05: 8, 0x0B: 1, 0x14: 8, 0x40: 8}
FORMATS = {0x02: '<h', 0x03: '<i', 0x05: '<d', 0x0B: '<B', 0x14: '<q', 0x40: '<Q'}


def encoded(kind, value):
    """The bytes of a value."""
    if isinstance(value, bytes):
        return value
    if kind in FORMATS:
        return struct.pack(FORMATS[kind], value)
    if kind == 0x1F:
        return value.encode('utf-16-le', 'surrogatepass')
    if kind == 0x1003:
        return b''.join(struct.pack('<i', one) for one in value)
    members = [encoded(kind & 0xFFF, one) for one in value]
    offsets = [4 + 4 * len(members) + sum(map(len, members[:index])) for index in range(len(members))]
    return struct.pack(f'<{1 + len(members)}I', len(members), *offsets) + b''.join(members)


class Heap:
    """Allocations in blocks. `blocks` gives the finished data blocks."""

    def __init__(self, client):
        self.client, self.root = client, 0
        self.pages = [[]]

    @staticmethod
    def head(number):
        return 12 if number == 0 else 66 if number >= 8 and (number - 8) % 128 == 0 else 2

    def used(self, number, more=0, size=0):
        page = self.pages[number]
        return (self.head(number) + sum(map(len, page)) + size + 1) // 2 * 2 + 4 + 2 * (len(page) + more + 1)

    def add(self, data):
        """Gives the HID."""
        if self.used(-1 % len(self.pages), 1, len(data)) > BLOCK_MAX:
            self.pages.append([])
        number = len(self.pages) - 1
        self.pages[number].append(data)
        return number << 16 | len(self.pages[number]) << 5

    def replace(self, hid, data):
        self.pages[hid >> 16][(hid >> 5 & 0x7FF) - 1] = data

    def level(self, number):
        if number >= len(self.pages):
            return 0
        free = BLOCK_MAX - self.used(number)
        return next((level for level, least in enumerate(FILL) if free >= least), 15)

    def nibbles(self, first, count):
        levels = [self.level(first + index) for index in range(count)]
        return bytes(low | high << 4 for low, high in zip(levels[::2], levels[1::2]))

    def blocks(self):
        done = []
        for number, page in enumerate(self.pages):
            offsets = [self.head(number)]
            for data in page:
                offsets.append(offsets[-1] + len(data))
            at = (offsets[-1] + 1) // 2 * 2
            head = struct.pack('<H', at)
            if number == 0:
                head += struct.pack('<BBI', 0xEC, self.client, self.root) + self.nibbles(0, 8)
            elif self.head(number) == 66:
                head += self.nibbles(number, 128)
            body = (head + b''.join(page)).ljust(at, b'\0') + struct.pack(f'<HH{len(offsets)}H', len(page), 0, *offsets)
            done.append(body if number == len(self.pages) - 1 else body.ljust(BLOCK_MAX, b'\0'))
        return done

    def tree(self, header, key, entry, records):
        """Puts a B-tree below the header that was added first. Records are sorted (key bytes, entry bytes)."""
        level, rows, width = 0, [one + other for one, other in records], key + entry
        root = 0
        while rows:
            most = 3580 // width
            places = [(rows[at][:key], self.add(b''.join(rows[at : at + most]))) for at in range(0, len(rows), most)]
            if len(places) == 1:
                root = places[0][1]
                break
            rows, width, level = [low + struct.pack('<I', hid) for low, hid in places], key + 4, level + 1
        self.replace(header, struct.pack('<BBBBI', 0xB5, key, entry, level, root))


class Context:
    """What both contexts share: a heap and subnodes for values that are too long for it."""

    def __init__(self, database, client, subnodes=None):
        self.database, self.heap = database, Heap(client)
        self.below = dict(subnodes or {})
        self.next = 0x10000

    def hnid(self, data):
        if not data:
            return 0
        if len(data) <= 3580:
            return self.heap.add(data)
        return self.subnode(data)

    def subnode(self, pieces):
        nid = self.next << 5 | 0x1F
        self.next += 1
        self.below[nid] = (self.database.data(pieces), 0)
        return nid

    def finish(self):
        """Data bid and subnode bid."""
        return self.database.data(self.heap.blocks()), self.database.subnodes(self.below)


def properties(database, values, subnodes=None):
    """A property context of {tag: value}; an object is given as (nid, size)."""
    context = Context(database, 0xBC, subnodes)
    header = context.heap.root = context.heap.add(bytes(8))
    records = []
    for tag in sorted(values):
        ident, kind, value = tag >> 16, tag & 0xFFFF, values[tag]
        if kind in WIDTHS and WIDTHS[kind] <= 4:
            cell = encoded(kind, value).ljust(4, b'\0')
        elif kind == 0x0D:
            cell = struct.pack('<I', context.heap.add(struct.pack('<II', *value)))
        else:
            cell = struct.pack('<I', context.hnid(encoded(kind, value)))
        records.append((struct.pack('<H', ident), struct.pack('<H', kind) + cell))
    context.heap.tree(header, 2, 6, records)
    return context.finish()


def layout(columns):
    """Columns with their places, and the four ends of a row."""
    width = lambda tag: WIDTHS.get(tag & 0xFFFF, 4)
    first = [tag for tag in columns if tag in (0x67F20003, 0x67F30003)]
    order = sorted(first) + [tag for size in (8, 4) for tag in columns if width(tag) == size and tag not in first]
    order += [tag for size in (2, 1) for tag in columns if width(tag) == size]
    places, at, ends = {}, 0, [0, 0, 0, 0]
    for bit, tag in enumerate(order):
        places[tag] = (at, width(tag), bit)
        at += width(tag)
        for index, least in enumerate((4, 2, 1)):
            if width(tag) >= least:
                ends[index] = at
    ends[1], ends[2] = max(ends[0], ends[1]), max(ends[:3])
    ends[3] = ends[2] + (len(columns) + 7) // 8
    return places, ends


def table(database, columns, rows):
    """A table context of {row id: {tag: value}}; the row id and version are added to each row."""
    context = Context(database, 0x7C)
    heap = context.heap
    places, ends = layout(columns)
    index = heap.add(bytes(8))
    heap.root = heap.add(bytes(22 + 8 * len(columns)))
    lines = []
    for row_id, cells in rows.items():
        database.unique += 1
        line, bits = bytearray(ends[3]), 0
        for tag, value in {**cells, 0x67F20003: row_id, 0x67F30003: database.unique}.items():
            at, size, bit = places[tag]
            kind = tag & 0xFFFF
            data = encoded(kind, value)
            line[at : at + size] = data if kind in WIDTHS else struct.pack('<I', context.hnid(data))
            line[ends[2] + bit // 8] |= 0x80 >> bit % 8
        lines.append(bytes(line))
    order = sorted((row_id, number) for number, row_id in enumerate(rows))
    heap.tree(index, 4, 4, [(struct.pack('<I', row_id), struct.pack('<I', number)) for row_id, number in order])
    matrix = 0
    if lines and len(lines) * ends[3] <= 3580:
        matrix = heap.add(b''.join(lines))
    elif lines:
        most = BLOCK_MAX // ends[3]
        pieces = [b''.join(lines[at : at + most]) for at in range(0, len(lines), most)]
        matrix = context.subnode([piece.ljust(BLOCK_MAX, b'\0') for piece in pieces[:-1]] + pieces[-1:])
    info = struct.pack('<BB4HIII', 0x7C, len(columns), *ends, index, matrix, 0)
    heap.replace(heap.root, info + b''.join(struct.pack('<IHBB', tag, *places[tag]) for tag in sorted(columns)))
    return context.finish()
