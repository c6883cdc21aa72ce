"""Mistakes in the node database. Each function gives a spoiled file. For tests of the checker only."""

import struct

import database as writer
import model
import sample
from edit import Edit
from encoding import signature

ROOT_AT = 180


def edited(change):
    """A fault made by changing bytes of the sample."""
    return lambda: change(Edit(model.build()))


def header(at, layout, *values, mend=True):
    return edited(lambda edit: edit.header(at, layout, *values, mend=mend))


def leaf_page(edit, root='bbt'):
    reference = getattr(edit.map.header, root)
    first = (edit.map.bids if root == 'bbt' else edit.map.nids)[0]
    return edit.leaf(reference, first)[0]


def own_bid_of_page(edit):
    offset = leaf_page(edit)
    edit.page(offset, 504, '<Q', 0x70)
    return edit.page(offset, 498, '<H', signature(offset, 0x70))


def swapped(root, size):
    def change(edit):
        offset = leaf_page(edit, root)
        first, second = edit.data[offset + size : offset + 2 * size], edit.data[offset + 2 * size : offset + 3 * size]
        return edit.page(offset, size, f'{2 * size}s', bytes(second + first))

    return edited(change)


def amap_bit(take):
    """One bit of the AMap, with the free counts of the header made to fit."""

    def change(edit):
        slots = list(edit.data[0x4400 : 0x4400 + 496])
        at = next(index for index, value in enumerate(slots) if value == (0 if take else 0xFF) and index > 8)
        edit.header(200, '<Q', edit.map.header.amap_free + (-64 if take else 64))
        return edit.page(0x4400, at, '<B', 0x80 if take else 0x7F)

    return edited(change)


def block_entry(at, layout, value):
    """The BBT entry of the mail's data."""

    def change(edit):
        bid = edit.node(sample.CONTACT).data_bid
        offset, entry = edit.leaf(edit.map.header.bbt, bid)
        return edit.page(offset, entry + at, layout, value(edit) if callable(value) else value)

    return edited(change)


def node_entry(nid, at, layout, value):
    def change(edit):
        offset, entry = edit.leaf(edit.map.header.nbt, nid)
        return edit.page(offset, entry + at, layout, value)

    return edited(change)


def trailer(at, layout, value):
    return edited(lambda edit: edit.trailer(edit.node(sample.CONTACT).data_bid, at, layout, value))


def big_attachment(edit):
    """The XBLOCK of the mail's attachment."""
    node = edit.node(sample.MAIL, 0x8025)
    return next(data for data, _ in node.below.values())


def with_writer(**patches):
    """A fault of the writer's own constants or methods while the sample is built."""

    def make():
        before = {name: getattr(writer.Database, name, None) or getattr(writer, name, None) for name in patches}
        try:
            for name, value in patches.items():
                setattr(writer.Database if hasattr(writer.Database, name) else writer, name, value)
            return model.build()
        finally:
            for name, value in before.items():
                setattr(writer.Database if hasattr(writer.Database, name) else writer, name, value)

    return make


def orphan(references):
    def add(database):
        bid = database.block(b'nobody wants this')
        database.references[bid] = references

    return lambda: model.build(last=add)


def stretches(number, with_fmap):
    """A file of so many stretches: the 129th has an FMap page behind its AMap and PMap."""

    def grow(database):
        database.stretches, database.with_fmap = number, with_fmap

    return lambda: model.build(last=grow)


FAULTS = {
    'header: partial CRC not renewed': header(40, '<I', 99, mend=False),
    'header: full CRC not renewed': header(524, '<I', 0, mend=False),
    'header: client version 0': header(12, '<H', 0),
    'header: an ANSI version': header(10, '<H', 14),
    'header: an OST': header(8, '<H', 0x4F53),
    'header: sentinel missing': header(512, '<B', 0),
    'header: file end too early': header(184, '<Q', 0x4400),
    'header: last AMap wrong': header(192, '<Q', 0x42400),
    'header: free bytes off by one slot': edited(lambda edit: edit.header(200, '<Q', edit.map.header.amap_free + 64)),
    'header: PMap free bytes not 0': header(208, '<Q', 512),
    'header: AMap marked invalid': header(248, '<B', 0),
    'header: message counter never raised': header(44 + 4 * 4, '<I', 0x10000 - 1),
    'header: attachment counter never raised': header(44 + 4 * 5, '<I', 0x400),
    'header: counter of long values never raised': header(44 + 4 * 31, '<I', 0x400),
    'header: page counter never raised': header(32, '<Q', 1),
    'header: block counter never raised': header(516, '<Q', 4),
    'header: FMap of old Outlooks half written': header(256, '<B', 0),
    'file: cut behind the last block': lambda: model.build()[:-64],
    'page: CRC not renewed': edited(lambda edit: edit.page(leaf_page(edit), 500, '<I', 1)),
    'page: bid of another page': edited(own_bid_of_page),
    'page: signature of another place': edited(lambda edit: edit.page(leaf_page(edit), 498, '<H', 1)),
    'page: type not repeated': edited(lambda edit: edit.page(0x4400, 497, '<B', 0)),
    'B-tree: blocks not sorted': swapped('bbt', 24),
    'B-tree: nodes not sorted': swapped('nbt', 32),
    'B-tree: level of a leaf is 1': edited(lambda edit: edit.page(leaf_page(edit), 491, '<B', 1)),
    'B-tree: room for more entries than fit': edited(lambda edit: edit.page(leaf_page(edit), 489, '<B', 24)),
    'B-tree: key above is not the first below': edited(lambda edit: edit.page(edit.map.header.bbt[1], 24, '<Q', struct.unpack_from('<Q', edit.data, edit.map.header.bbt[1] + 24)[0] - 1)),
    'map: used space is free': amap_bit(False),
    'map: stale bit': amap_bit(True),
    'map: PMap not all ones': edited(lambda edit: edit.page(0x4600, 100, '<B', 0x7F)),
    'map: no FMap page in the 129th stretch': stretches(129, False),
    'map: density list with an AMap of another fill': edited(lambda edit: edit.page(0x4200, 1, '<B6xI', 1, 5 << 20)),
    'map: density list with a wrong CRC': edited(lambda edit: edit.page(0x4200, 500, '<I', 1)),
    'block: CRC of other bytes': trailer(4, '<I', 1),
    'block: signature of another place': trailer(2, '<H', 1),
    'block: length in the trailer rounded up': trailer(0, '<H', 512),
    'block: bid of another block': trailer(8, '<Q', 4),
    'block: references without the one of the tree itself': block_entry(18, '<H', 1),
    'block: place of another block': block_entry(8, '<Q', lambda edit: edit.map.offsets[0]),
    'block: nothing refers to it': orphan(1),
    'block: released, but still there': orphan(0),
    'block: a node refers to nothing': node_entry(sample.NOTE_ITEM, 8, '<Q', 0x7FFC),
    'data tree: total of the first block only': edited(lambda edit: edit.block(big_attachment(edit), 4, '<I', 8176)),
    'data tree: level 2 where it is 1': edited(lambda edit: edit.block(big_attachment(edit), 1, '<B', 2)),
    'data tree: blocks of 8000 bytes': with_writer(BLOCK_MAX=8000),
    'subnodes: not sorted': edited(lambda edit: edit.block(edit.node(sample.MAIL).sub_bid, 8, '<Q', 0x9000)),
    'subnodes: count of one more': edited(lambda edit: edit.block(edit.node(sample.MAIL).sub_bid, 2, '<H', 9)),
    'subnodes: one that nothing refers to': lambda: model.build(early=lambda it: it.items[sample.MAIL][1].extra.update({0x1FFF: b'lost'})),
    'node: parent of a message is the root': node_entry(sample.MAIL, 24, '<I', sample.ROOT),
    'node: table with a parent': node_entry(sample.INBOX & ~31 | 0x0E, 24, '<I', sample.INBOX),
    'node: a message that no folder lists': node_entry(sample.NOTE_ITEM, 0, '<Q', sample.NOTE_ITEM + 1),
    'node: outgoing queue missing': lambda: model.build(last=lambda database: database.nodes.pop(0x64C)),
}
