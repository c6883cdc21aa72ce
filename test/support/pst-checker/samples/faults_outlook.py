"""Mistakes in files that Outlook itself wrote (the corpus). For tests of the checker only."""

import json
import struct
import sys

from edit import Edit
from guids import APPOINTMENT
from ltp import Properties
from named import Named
from names import NameMap
from run_faults import kinds
from store import open_node

CALENDAR_TABLE, ITEM, CONTACT = 0x812E, 0x2000C4, 0x200064


def blob(edit, number, at, layout, value):
    """Bytes of a binary property of the appointment, wherever its value lies."""
    node = edit.node(ITEM)
    properties = Properties(edit.node(ITEM))
    ident = Named(NameMap(open_node(edit.map, 0x61)), properties).ident(APPOINTMENT, number)
    block, offset = edit.record(node, ident)
    hid, = struct.unpack_from('<I', node.data.block(block), offset + 4)
    return edit.in_heap(node, hid, at, layout, value)


def row_cell(edit, at, layout, value):
    """Bytes of the first row of the calendar's contents table."""
    node = edit.node(CALENDAR_TABLE)
    root, = struct.unpack_from('<I', node.data.block(0), 4)
    block, place = edit.allocation(node, root, 0x7C)
    matrix, = struct.unpack_from('<I', node.data.block(block), place + 14)
    return edit.in_heap(node, matrix, at, layout, value, client=0x7C)


def bbt(edit, at, layout, value):
    bid = edit.node(CONTACT).data_bid
    offset, entry = edit.leaf(edit.map.header.bbt, bid)
    return edit.page(offset, entry + at, layout, value)


FAULTS = {
    'cRef without the one of the tree': lambda edit: bbt(edit, 18, '<H', 1),
    'client signature of a table': lambda edit: edit.heap(edit.node(CONTACT), 3, '<B', 0x7C),
    'value of nobody': lambda edit: edit.property(edit.node(CONTACT), 0x3A06, 4, '<I', 0),
    'flags that the row does not have': lambda edit: edit.property(edit.node(CONTACT), 0x0E07, 4, '<I', 0x41),
    'size without attachments': lambda edit: edit.property(edit.node(ITEM), 0x0E08, 4, '<I', 22_000),
    'attachment of another size': lambda edit: edit.property(edit.node(ITEM, 0x80A5), 0x0E20, 4, '<I', 4500),
    'attachment by value with a message': lambda edit: edit.property(edit.node(ITEM, 0x80A5), 0x3705, 4, '<I', 1),
    'row of another item': lambda edit: row_cell(edit, 0, '<I', 0x200024),
    'deleted date a day later': lambda edit: blob(edit, 0x8216, 42, '<I', 218_586_240 + 1440),
    'FirstDateTime of the start': lambda edit: blob(edit, 0x8216, 10, '<I', 218_576_160),
    'OccurrenceCount of an endless series': lambda edit: blob(edit, 0x8216, 30, '<I', 0),
    'exception one minute later': lambda edit: blob(edit, 0x8216, 92, '<I', 218_606_940 + 1),
    'zone header too long': lambda edit: blob(edit, 0x825E, 2, '<H', 50),
    'zone of another offset': lambda edit: blob(edit, 0x8233, 0, '<i', 420),
    'folder with one item too many': lambda edit: edit.property(edit.node(0x8122), 0x3602, 4, '<I', 2),
}


def main(path):
    """Prints {fault: kinds} as JSON."""
    with open(path, 'rb') as file:
        data = file.read()
    print(json.dumps({name: kinds(make(Edit(data))) for name, make in FAULTS.items()}))


def flipped(path):
    """Prints how many blocks and pages there are, and in how many a byte with a wrong value goes unseen."""
    with open(path, 'rb') as file:
        data = file.read()
    whole = Edit(data).map
    places = [whole.offsets[index] + whole.lengths[index] // 2 for index in range(len(whole.bids))] + [offset + 100 for offset in sorted(whole.page_offsets)]
    unseen = 0
    for place in places:
        spoiled = bytearray(data)
        spoiled[place] ^= 0x10
        unseen += not kinds(bytes(spoiled))
    print(json.dumps([len(places), unseen]))
