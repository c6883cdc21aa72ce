"""Mistakes in heaps, properties and tables. Each function gives a spoiled file. For tests of the checker only."""

import struct

import contexts
import model
import sample
from edit import Edit

INBOX_TABLE = sample.INBOX & ~31 | 0x0E
HEAP_ROOT_AT, SIGNATURE_AT, CLIENT_AT, FILL_AT = 4, 2, 3, 8


def edited(change, small=2):
    return lambda: change(Edit(model.build(small=small)))


def contact(at, layout, *values):
    """Bytes of the contact's heap."""
    return edited(lambda edit: edit.heap(edit.node(sample.CONTACT), at, layout, *values))


def page_map(at, layout, *values):
    """Bytes of the page map of the contact's heap."""

    def change(edit):
        node = edit.node(sample.CONTACT)
        start, = struct.unpack_from('<H', node.data.block(0), 0)
        return edit.heap(node, start + at, layout, *values)

    return edited(change)


def record(ident, at, layout, *values, nid=sample.CONTACT):
    return edited(lambda edit: edit.property(edit.node(nid), ident, at, layout, *values))


def value(tag, new, nid=sample.NOTE_ITEM):
    """Another value in the note (before its size is taken)."""
    return lambda: model.build(early=lambda it: it.items[nid][1].values.update({tag: new}))


def shared(edit):
    """The contact's display name is the allocation of its file-as name."""
    node = edit.node(sample.CONTACT)
    block, at = edit.record(node, 0x3001)
    hid, = struct.unpack_from('<I', node.data.block(block), at + 4)
    return edit.property(node, sample.named(sample.ADDRESS, 0x8080, 0x1F) >> 16, 4, '<I', hid)


def unsorted_properties(edit):
    node = edit.node(sample.NOTE_ITEM)
    return edit.property(node, 0x0037, 0, '<H', 0x0010)


def info(at, layout, *values):
    """Bytes of the TCINFO of the inbox's contents table."""

    def change(edit):
        node = edit.node(INBOX_TABLE)
        hid, = struct.unpack_from('<I', node.data.block(0), HEAP_ROOT_AT)
        return edit.in_heap(node, hid, at, layout, *values, client=0x7C)

    return edited(change)


def row(at, layout, *values, number=0):
    """Bytes of a row of the inbox's contents table, which lies in the heap."""

    def change(edit):
        node = edit.node(INBOX_TABLE)
        root, = struct.unpack_from('<I', node.data.block(0), HEAP_ROOT_AT)
        block, place = edit.allocation(node, root, 0x7C)
        size, = struct.unpack_from('<H', node.data.block(block), place + 8)
        matrix, = struct.unpack_from('<I', node.data.block(block), place + 14)
        return edit.in_heap(node, matrix, number * size + at, layout, *values, client=0x7C)

    return edited(change)


def index(at, layout, *values):
    """Bytes of the row index: row ids and row numbers."""

    def change(edit):
        node = edit.node(INBOX_TABLE)
        block, place = edit.allocation(node, 0x20, 0x7C)
        root, = struct.unpack_from('<I', node.data.block(block), place + 4)
        return edit.in_heap(node, root, at, layout, *values, client=0x7C)

    return edited(change)


def matrix_of_heap():
    """A row too many in the matrix: the index does not know it."""
    columns, rows = model.CONTENTS, {}

    def spoil(it):
        rows.update(it.tables[INBOX_TABLE][1])
        it.tables[INBOX_TABLE] = (columns, Doubled(rows))

    return model.build(late=spoil)


class Doubled(dict):
    """Rows of which the last is written twice, the second time without an entry in the index."""

    def items(self):
        found = list(super().items())
        return [*found, found[-1]]


def unpadded_blocks():
    """Blocks of a heap that are not filled up to 8176 bytes."""
    before = contexts.Heap.blocks
    try:
        contexts.Heap.blocks = lambda heap: [cut(block) for block in before(heap)]
        return model.build(small=90)
    finally:
        contexts.Heap.blocks = before


def cut(block):
    at, = struct.unpack_from('<H', block, 0)
    count, = struct.unpack_from('<H', block, at)
    return block[: at + 4 + 2 * (count + 1)]


def rows_across_blocks():
    """Rows one behind the other, without the gap at the end of a block."""
    before = contexts.Context.subnode
    try:
        contexts.Context.subnode = lambda context, pieces: before(context, pieces if isinstance(pieces, bytes) else joined(pieces))
        return model.build(small=90)
    finally:
        contexts.Context.subnode = before


def joined(pieces):
    size = 8176 // 122 * 122
    return b''.join(piece[:size] for piece in pieces)


def rows_not_padded():
    """Blocks of rows that end behind their last whole row."""
    before = contexts.Context.subnode
    try:
        contexts.Context.subnode = lambda context, pieces: before(context, pieces if isinstance(pieces, bytes) else [piece[: 8176 // 122 * 122] for piece in pieces])
        return model.build(small=90)
    finally:
        contexts.Context.subnode = before


def without_column(tag):
    def spoil(it):
        columns, rows = it.tables[INBOX_TABLE]
        it.tables[INBOX_TABLE] = (tuple(one for one in columns if one != tag), {nid: {key: value for key, value in cells.items() if key != tag} for nid, cells in rows.items()})

    return lambda: model.build(late=spoil)


def fill_level_of_full_block(edit):
    return edit.heap(edit.node(INBOX_TABLE), FILL_AT, '<B', 0)


FAULTS = {
    'heap: signature': contact(SIGNATURE_AT, '<B', 0xEB),
    'heap: client of a table in a property context': contact(CLIENT_AT, '<B', 0x7C),
    'heap: B-tree header is not the first allocation': contact(HEAP_ROOT_AT, '<I', 0x40),
    'heap: page map beyond the block': contact(0, '<H', 8000),
    'heap: one allocation more than there are': page_map(0, '<H', 9),
    'heap: allocation offsets not ascending': page_map(4, '<HH', 12, 10),
    'heap: freed allocations that are none': page_map(2, '<H', 1),
    'heap: full block called empty': edited(fill_level_of_full_block, small=90),
    'heap: blocks not filled up': unpadded_blocks,
    'heap: value of nobody': record(0x3001, 4, '<I', 0),
    'heap: HNID beyond the allocations': record(0x3001, 4, '<I', 0x7E0),
    'heap: HNID of a block that is not there': record(0x3001, 4, '<I', 0x30020),
    'heap: HNID of a subnode that is not there': record(0x3001, 4, '<I', 0x1003F),
    'heap: two properties with one allocation': edited(shared),
    'BTH: properties not sorted': edited(unsorted_properties),
    'BTH: entries of a row index in a property context': edited(lambda edit: edit.in_heap(edit.node(sample.CONTACT), 0x20, 2, '<B', 4)),
    'property: type that does not exist': record(0x3001, 2, '<H', 0x0021),
    'property: rubbish behind a Boolean': record(sample.named(sample.TASK, 0x811C, 0x0B) >> 16, 4, '<I', 0xCCCCCC01, nid=sample.TASK_ITEM),
    'property: Boolean of 255': record(sample.named(sample.TASK, 0x811C, 0x0B) >> 16, 4, '<I', 0xFF, nid=sample.TASK_ITEM),
    'property: time without value': record(0x3007, 4, '<I', 0),
    'property: string with terminator': value(0x1000001F, 'Milk\0'),
    'property: string with half a character': value(0x1000001F, b'Mil'),
    'property: string with half a surrogate pair': value(0x1000001F, 'Milk \ud83d'),
    'property: strings one after the other without offsets': value(0x9000101F, struct.pack('<I', 2) + 'ab'.encode('utf-16-le')),
    'property: time of 4 bytes': value(0x30070040, b'\1\2\3\4'),
    'property: number without name': value(0x90000003, 1),
    'table: columns not sorted': info(22, '<I', 0x7FFF0003),
    'table: column over another one': info(26, '<H', 8),
    'table: bit of another column': info(29, '<B', 0),
    'table: row ends before its bitmap': info(8, '<H', 100),
    'table: row id of another item': row(0, '<I', 0x200FE4),
    'table: row without the bit of its id': row(118, '<B', 0x40),
    'table: row version above the counter of the file': row(4, '<I', 100_000),
    'table: index not sorted': index(0, '<I', 0x300024),
    'table: index entry of a row that is not there': index(4, '<I', 77),
    'table: two index entries of one row': index(4, '<I', 1),
    'table: row that the index does not know': matrix_of_heap,
    'table: rows across the end of a block': rows_across_blocks,
    'table: blocks of rows not filled up': rows_not_padded,
    'table: column of the subject missing': without_column(0x0037001F),
}
