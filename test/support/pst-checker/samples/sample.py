"""A small store with one of everything, as a model that tests can spoil before it is written. For tests of the checker only."""

import struct
import uuid

from blobs import global_id, one_off, weekly, zone_definition, zone_structure
from encoding import crc

KEY = bytes(range(1, 17))
NOW = 131_145_712_326_370_000
MINUTE = 600_000_000
COMMON, APPOINTMENT, TASK, ADDRESS, NOTE = (f'000620{number}-0000-0000-C000-000000000046' for number in ('08', '02', '03', '04', '0E'))
MEETING, PUBLIC = '6ED8DA90-450B-101B-98DA-00AA003F1305', '00020329-0000-0000-C000-000000000046'
NAMES = (
    [(PUBLIC, 'Keywords')]
    + [(APPOINTMENT, number) for number in (0x8205, 0x820D, 0x820E, 0x8213, 0x8215, 0x8216, 0x8223, 0x8231, 0x8233, 0x8235, 0x825E, 0x825F, 0x8260)]
    + [(COMMON, number) for number in (0x8501, 0x8502, 0x8503, 0x8516, 0x8517, 0x8560)]
    + [(MEETING, 0x03), (MEETING, 0x23)]
    + [(ADDRESS, number) for number in (0x8005, 0x8028, 0x8029, 0x804C, 0x8053, 0x8054, 0x8055, 0x8080, 0x8082, 0x8083, 0x8084, 0x8085)]
    + [(TASK, number) for number in (0x8101, 0x8102, 0x8104, 0x8105, 0x811C)]
    + [(NOTE, 0x8B00)]
)
# Tuesday 2 August 2016 in minutes since 1601; 9:00 in Central Europe is 7:00 UTC.
TUESDAY, WEEK = 218_576_160, 7 * 1440
ROOT, TOP, SEARCH, DELETED, VIEWS, INBOX, CALENDAR, CONTACTS, TASKS, NOTES = 0x122, 0x8022, 0x8042, 0x8062, 0x8082, 0x80A2, 0x80C2, 0x80E2, 0x8102, 0x8122
SPAM = 0x2223
MAIL, MEETING_ITEM, CONTACT, LIST, TASK_ITEM, NOTE_ITEM, VIEW, FIRST_SMALL = 0x200024, 0x200044, 0x200064, 0x200084, 0x2000A4, 0x2000C4, 0x100028, 0x200204
EMBEDDED, CHANGED = 0x200124, 0x200144


def named(guid, name, kind):
    return 0x8000 + NAMES.index((guid, name)) << 16 | kind


def entry(nid):
    return bytes(4) + KEY + struct.pack('<I', nid)


def subject(text, prefix=0):
    return f'\x01{chr(prefix + 1)}{text}'


class Item:
    """An item: properties by tag; recipients by row id; attachments by nid; `children` are embedded messages by nid."""

    def __init__(self, message_class, values, flags=1):
        self.values = {0x001A001F: message_class, 0x0E070003: flags, 0x0E080003: 0, 0x30070040: NOW, 0x30080040: NOW, 0x300B0102: crc(repr(values).encode()).to_bytes(4, 'little') * 4, **values}
        self.recipients, self.attachments, self.children, self.extra = None, {}, {}, {}


class Attachment:
    def __init__(self, values, child=None):
        self.values, self.child = {0x0E200003: 0, 0x370B0003: -1, **values}, child


def recipient(name, address, kind=1):
    return {
        0x0C150003: kind, 0x0E0F000B: 1, 0x0FF90102: one_off(name, address), 0x0FFE0003: 6, 0x0FFF0102: one_off(name, address), 0x3001001F: name,
        0x3002001F: 'SMTP', 0x3003001F: address, 0x300B0102: f'SMTP:{address}\0'.upper().encode(), 0x39000003: 0, 0x39FF001F: name, 0x3A40000B: 1,
    }  # fmt: skip


def mail():
    sender = ('Žofie', 'zofie@example.com')
    item = Item('IPM.Note', {
        0x0037001F: subject('Re: Lunch', 4), 0x0070001F: 'Lunch', 0x0E04001F: 'Anna; Bert', 0x0E03001F: 'Carl', 0x0E060040: NOW, 0x00390040: NOW,
        0x0C1A001F: sender[0], 0x0C1E001F: 'SMTP', 0x0C1F001F: sender[1], 0x0C190102: one_off(*sender),
        0x0042001F: sender[0], 0x0064001F: 'SMTP', 0x0065001F: sender[1], 0x00410102: one_off(*sender),
        0x1000001F: 'Noon?\r\n' * 1000, 0x10130102: b'<p>Noon?</p>', 0x3FDE0003: 65001, 0x10160003: 3, named(PUBLIC, 'Keywords', 0x101F): ['Blau', 'Grün'],
    }, 0x11)  # fmt: skip
    item.recipients = {1: recipient('Anna', 'anna@example.com'), 2: recipient('Bert', 'bert@example.com'), 3: recipient('Carl', 'carl@example.com', 2)}
    item.attachments[0x8025] = Attachment({0x37010102: bytes(range(256)) * 80, 0x37050003: 1, 0x3704001F: 'a.bin', 0x3707001F: 'a.bin'})
    item.attachments[0x8045] = Attachment({0x37050003: 5, 0x3001001F: 'Inner'}, EMBEDDED)
    inner = item.children[EMBEDDED] = Item('IPM.Note', {0x0037001F: subject('Inner'), 0x1000001F: 'Within', 0x0E04001F: 'Emil'})
    inner.recipients = {1: recipient('Emil', 'emil@example.com')}
    return item


def meeting():
    start = (TUESDAY + 540 - 120) * MINUTE
    changed = (TUESDAY + WEEK + 660, TUESDAY + WEEK + 720, TUESDAY + WEEK + 540, 'Später')
    item = Item('IPM.Appointment', {
        0x0037001F: subject('Round'), named(APPOINTMENT, 0x8205, 3): 2, named(APPOINTMENT, 0x820D, 0x40): start, named(APPOINTMENT, 0x820E, 0x40): start + 60 * MINUTE,
        named(APPOINTMENT, 0x8213, 3): 60, named(APPOINTMENT, 0x8215, 0x0B): 0, named(APPOINTMENT, 0x8223, 0x0B): 1, named(APPOINTMENT, 0x8231, 3): 2,
        named(APPOINTMENT, 0x8216, 0x102): weekly(TUESDAY, TUESDAY + 4 * WEEK, 5, [TUESDAY + WEEK, TUESDAY + 2 * WEEK], [TUESDAY + WEEK], [changed]),
        named(APPOINTMENT, 0x8233, 0x102): zone_structure(), named(APPOINTMENT, 0x8235, 0x40): (TUESDAY - 120) * MINUTE,
        named(APPOINTMENT, 0x825E, 0x102): zone_definition(2), named(APPOINTMENT, 0x825F, 0x102): zone_definition(2), named(APPOINTMENT, 0x8260, 0x102): zone_definition(3),
        named(COMMON, 0x8516, 0x40): start, named(COMMON, 0x8517, 0x40): start + 60 * MINUTE,
        named(MEETING, 0x03, 0x102): global_id(7), named(MEETING, 0x23, 0x102): global_id(7),
    }, 0x11)  # fmt: skip
    item.attachments[0x8025] = Attachment({
        0x37050003: 5, 0x3001001F: 'Untitled', 0x37140003: 0, 0x7FFB0040: changed[0] * MINUTE, 0x7FFC0040: changed[1] * MINUTE, 0x7FFD0003: 2, 0x7FFE000B: 1,
    }, CHANGED)  # fmt: skip
    item.children[CHANGED] = Item('IPM.OLE.CLASS.{00061055-0000-0000-C000-000000000046}', {0x0037001F: subject('Später')})
    return item


def others():
    """Contact, list, task, note, and an item that belongs to a folder."""
    dora = one_off('Dora', 'dora@example.com')
    contact = {
        0x0037001F: subject('Dora'), 0x3001001F: 'Dora', named(ADDRESS, 0x8005, 0x1F): 'Dora', named(ADDRESS, 0x8028, 0x1003): [0], named(ADDRESS, 0x8029, 3): 1,
        named(ADDRESS, 0x8080, 0x1F): 'Dora', named(ADDRESS, 0x8082, 0x1F): 'SMTP', named(ADDRESS, 0x8083, 0x1F): 'dora@example.com',
        named(ADDRESS, 0x8084, 0x1F): 'dora@example.com', named(ADDRESS, 0x8085, 0x102): dora,
    }  # fmt: skip
    checksum, = struct.unpack('<i', struct.pack('<I', crc(dora)))
    names = {
        0x0037001F: subject('All'), 0x3001001F: 'All', named(ADDRESS, 0x8053, 0x1F): 'All', named(ADDRESS, 0x804C, 3): checksum,
        named(ADDRESS, 0x8054, 0x1102): [dora], named(ADDRESS, 0x8055, 0x1102): [dora],
    }  # fmt: skip
    task = {0x0037001F: subject('Sweep'), named(TASK, 0x8101, 3): 2, named(TASK, 0x8102, 5): 1.0, named(TASK, 0x811C, 0x0B): 1, named(TASK, 0x8105, 0x40): 1440 * MINUTE * 151_000}
    note = {0x0037001F: subject('Milk'), 0x1000001F: 'Milk', named(NOTE, 0x8B00, 3): 3}
    return {
        CONTACT: (CONTACTS, Item('IPM.Contact', contact)), LIST: (CONTACTS, Item('IPM.DistList', names)), TASK_ITEM: (TASKS, Item('IPM.Task', task)),
        NOTE_ITEM: (NOTES, Item('IPM.StickyNote', note)), VIEW: (INBOX, Item('IPM.Configuration.View', {0x3001001F: 'View'}, 0x41)),
    }  # fmt: skip


def items(small):
    """All items: nid → (folder, Item). The inbox has a number of small ones besides: 90 make tables of several blocks."""
    found = {MAIL: (INBOX, mail()), MEETING_ITEM: (CALENDAR, meeting()), **others()}
    for number in range(small):
        item = Item('IPM.Note', {0x0037001F: subject(f'Small message number {number} with a subject of some length'), 0x0E060040: NOW + number, 0x1000001F: 'x'}, number % 2)
        item.recipients = {}
        found[FIRST_SMALL + 32 * number] = (INBOX, item)
    return found


# Folders: nid → (parent, name, class). The store's own come first.
FOLDERS = {
    ROOT: (ROOT, '', ''), SPAM: (ROOT, 'SPAM Search Folder 2', ''), TOP: (ROOT, 'Top of Outlook data file', ''), SEARCH: (ROOT, 'Search Root', ''),
    VIEWS: (ROOT, 'IPM_COMMON_VIEWS', ''), DELETED: (TOP, 'Deleted Items', ''), INBOX: (TOP, 'Posteingang', 'IPF.Note'), CALENDAR: (TOP, 'Kalender', 'IPF.Appointment'),
    CONTACTS: (TOP, 'Kontakte', 'IPF.Contact'), TASKS: (TOP, 'Aufgaben', 'IPF.Task'), NOTES: (TOP, 'Notizen', 'IPF.StickyNote'),
}  # fmt: skip
STORE = {
    0x0FF90102: KEY, 0x3001001F: 'Sample', 0x35DF0003: 0xC9, 0x35E00102: entry(TOP), 0x35E30102: entry(DELETED), 0x35E60102: entry(VIEWS), 0x35E70102: entry(SEARCH),
    0x6633000B: 1, 0x66FA0003: 0xE0011, 0x67FF0003: 0,
}  # fmt: skip


def name_map():
    """Properties of the name-to-id map."""
    guids, entries, strings, buckets = [], b'', b'', {}
    for index, (guid, name) in enumerate(NAMES):
        if guid == PUBLIC:
            number = 2
        else:
            if guid not in guids:
                guids.append(guid)
            number = 3 + guids.index(guid)
        word, value, digest = number << 1, name, name
        if isinstance(name, str):
            raw = name.encode('utf-16-le')
            word, value, digest = word | 1, len(strings), crc(raw)
            strings += struct.pack('<I', len(raw)) + raw + bytes(-len(raw) % 4)
        entries += struct.pack('<IHH', value, word, index)
        buckets.setdefault(0x1000 + (digest ^ word) % 251, []).append(struct.pack('<IHH', digest, word, index))
    values = {0x00010003: 251, 0x00020102: b''.join(uuid.UUID(guid).bytes_le for guid in guids), 0x00030102: entries, 0x00040102: strings}
    return {**values, **{ident << 16 | 0x102: b''.join(records) for ident, records in buckets.items()}}
