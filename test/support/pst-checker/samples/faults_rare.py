"""Mistakes that break a file rather than spoil it, and hostile files. For tests of the checker only."""

import struct

import contexts
import model
import sample
from edit import Edit
from faults_calendar import early as meeting
from faults_calendar import series
from faults_ltp import INBOX_TABLE, contact, info
from faults_messaging import early, folder, item
from faults_ndb import block_entry, edited, header, leaf_page, node_entry
from sample import APPOINTMENT, COMMON, MAIL, MEETING_ITEM, MINUTE, NOTE_ITEM, TUESDAY, named

ONCE = ((APPOINTMENT, 0x8216, 0x102), (APPOINTMENT, 0x8235, 0x40), (APPOINTMENT, 0x8231, 3))


def with_contexts(owner, name, make, **options):
    """A fault of the contexts' writer: `make` gets the method it replaces."""

    def build():
        before = getattr(owner, name)
        setattr(owner, name, make(before))
        try:
            return model.build(**options)
        finally:
            setattr(owner, name, before)

    return build


def pages(change):
    """A fault in how pages are placed or numbered."""
    return lambda: model.build(last=change)


def unaligned(database):
    database.allocate = lambda size, alignment, own=database.allocate: own(size, 64)


def one_page_number(database):
    database.page = lambda kind, body, at, bid, own=database.page: own(kind, body, at, 5 if kind in (0x80, 0x81) else bid)
    database.tree = lambda kind, entries, most, own=database.tree: struct.pack('<Q', 5) + own(kind, entries, most)[8:]


def long_values_in_heap(before):
    return lambda context, data: context.heap.add(data) if 3580 < len(data) < 8000 else before(context, data)


def subnode_of_type_30(before):
    def make(context, pieces):
        nid = before(context, pieces)
        context.below[nid - 1] = context.below.pop(nid)
        return nid - 1

    return make


def byte_too_many(before):
    def make(heap, header_hid, key, entry, records):
        before(heap, header_hid, key, entry, records)
        if entry == 6:
            heap.replace(len(heap.pages) - 1 << 16 | len(heap.pages[-1]) << 5, heap.pages[-1][-1] + b'\0')

    return make


def freed_value(edit):
    """The allocation of the contact's display name is freed in the page map, and its neighbour has grown."""
    node = edit.node(sample.CONTACT)
    block, at = edit.record(node, 0x3001)
    plain = node.data.block(block)
    index = struct.unpack_from('<I', plain, at + 4)[0] >> 5
    start, = struct.unpack_from('<H', plain, 0)
    begin, = struct.unpack_from('<H', plain, start + 4 + 2 * (index - 1))
    edit.heap(node, start + 2, '<H', 1, block=block)
    return Edit(bytes(edit.data)).heap(node, start + 4 + 2 * index, '<H', begin, block=block)


def index_key(edit):
    """The second key of the upper level of a row index."""
    node = edit.node(INBOX_TABLE)
    block, place = edit.allocation(node, 0x20, 0x7C)
    root, = struct.unpack_from('<I', node.data.block(block), place + 4)
    return edit.in_heap(node, root, 8, '<I', 0x200208, client=0x7C)


def many_subnodes(mail):
    mail.extra.update({0x10000 + 32 * number + 31: b'x' for number in range(400)})


def subnode_key(edit):
    return edit.block(edit.node(MAIL).sub_bid, 24, '<Q', 0x10001)


def deep(mail):
    inner = mail
    for number in range(40):
        child = sample.Item('IPM.Note', {0x0037001F: sample.subject('Deep')}, 1)
        nid = sample.FIRST_SMALL + 0x10000 + 32 * number
        child.recipients = {}
        inner.children[nid] = child
        inner.attachments[0x8065] = sample.Attachment({0x37050003: 5, 0x3001001F: 'Deep'}, nid)
        inner.values[0x0E070003] |= 0x10
        inner = child


def shared_forest(database):
    """Subnode trees that double with each level though each block is written once."""
    data, sub = database.block(b'leaf'), 0
    for _ in range(40):
        sub = database.subnodes({0x1003F: (data, sub), 0x1005F: (data, sub)})
    data_bid, _, parent = database.nodes[NOTE_ITEM]
    database.nodes[NOTE_ITEM] = (data_bid, database.refer(sub), parent)


def tree_as_data(edit):
    offset, entry = edit.leaf(edit.map.header.nbt, NOTE_ITEM)
    return edit.page(offset, entry + 16, '<Q', edit.node(sample.CONTACT).data_bid)


def legacy_map(edit):
    """A file that keeps its maps as Outlook 2003 did, and calls a page in use free."""
    longest = 0
    run = 0
    for byte in edit.data[0x4400 : 0x4400 + 496]:
        for shift in range(7, -1, -1):
            run = 0 if byte >> shift & 1 else run + 1
            longest = max(longest, run)
    edit.header(256, '<128s', bytes([min(255, longest)]))
    edit.header(208, '<Q', 512)
    return edit.page(0x4600, 1, '<B', 0x7F)


def names_twice(it):
    entries = it.pcs[0x61][0][0x00030102]
    it.pcs[0x61][0][0x00030102] = entries[:8] + entries[:6] + entries[14:]


def once(values):
    """The meeting without its series."""

    def change(one):
        for name in ONCE:
            one.values.pop(named(*name))
        one.values[named(APPOINTMENT, 0x8223, 0x0B)] = 0
        one.attachments.clear()
        one.children.clear()
        one.values[0x0E070003] = 1
        one.values.update(values)

    return meeting(change)


def another_attachment_nid(mail):
    mail.attachments[0x8024] = mail.attachments.pop(0x8025)


FAULTS = {
    'rare: no PST at all': lambda: b'PK\3\4' + bytes(1000),
    'rare: pages of 4096 bytes': header(10, '<H', 36),
    'rare: cyclic encoding': header(513, '<B', 2),
    'rare: root page beyond the file': header(240, '<Q', 1 << 40),
    'rare: pages at multiples of 64': pages(unaligned),
    'rare: pages of one number': pages(one_page_number),
    'rare: leaf page without entries': edited(lambda edit: edit.page(leaf_page(edit, 'nbt'), 488, '<B', 0)),
    'rare: file cut within its first AMap': lambda: model.build()[: 0x4400 + 100],
    'rare: block on top of a map': block_entry(8, '<Q', 0x4400),
    'rare: block on top of a page': block_entry(8, '<Q', lambda edit: edit.map.header.nbt[1]),
    'rare: block beyond the file': block_entry(8, '<Q', 1 << 40),
    'rare: block between two slots': block_entry(8, '<Q', lambda edit: edit.map.offsets[edit.map.block_index(edit.node(sample.CONTACT).data_bid)] + 8),
    'rare: block without bytes': block_entry(16, '<H', 0),
    'rare: odd bid': block_entry(0, '<Q', lambda edit: edit.node(sample.CONTACT).data_bid | 1),
    'rare: data used as a subnode tree': edited(tree_as_data),
    'rare: old maps with a used page free': edited(legacy_map),
    'rare: nid of 33 bits': node_entry(NOTE_ITEM, 4, '<I', 1),
    'rare: XBLOCK of one entry more': edited(lambda edit: edit.block(next(data for data, _ in edit.node(MAIL, 0x8025).below.values()), 2, '<H', 4)),
    'rare: subnode block of a data tree': edited(lambda edit: edit.block(edit.node(MAIL).sub_bid, 0, '<B', 1)),
    'rare: subnode key that is not the first below': lambda: subnode_key(Edit(early(many_subnodes)())),
    'rare: heap allocation of 7000 bytes': with_contexts(contexts.Context, 'hnid', long_values_in_heap, early=lambda it: it.items[NOTE_ITEM][1].values.update({0x1000001F: 'Milk' * 800})),
    'rare: freed allocation in use': edited(freed_value),
    'rare: B-tree root that is no HID': edited(lambda edit: edit.in_heap(edit.node(sample.CONTACT), 0x20, 4, '<I', 0x3F)),
    'rare: value in a subnode of type 30': with_contexts(contexts.Context, 'subnode', subnode_of_type_30),
    'rare: a byte too many in a B-tree on a heap': with_contexts(contexts.Heap, 'tree', byte_too_many),
    'rare: key of a B-tree on a heap': lambda: index_key(Edit(model.build(small=500))),
    'rare: table information of another type': info(0, '<B', 0x7B),
    'rare: names twice': lambda: model.build(late=names_twice),
    'rare: folder with an empty name': folder(sample.TASKS, 0x3001001F, ''),
    'rare: subject as bytes': item(NOTE_ITEM, 0x00370102, b'Milk'),
    'rare: attachment with the nid of a message': early(another_attachment_nid),
    'rare: forty messages in one another': early(deep),
    'rare: trees that share their branches': lambda: model.build(last=shared_forest),
    'rare: weekly without weekday': series(weekdays=0, count=0),
    'rare: series without zone': meeting(lambda one: [one.values.pop(named(APPOINTMENT, number, 0x102)) for number in (0x8233, 0x8260)]),
    'rare: reminder without time': once({named(COMMON, 0x8503, 0x0B): 1}),
    'rare: all day from noon': once({named(APPOINTMENT, 0x8215, 0x0B): 1}),
}
