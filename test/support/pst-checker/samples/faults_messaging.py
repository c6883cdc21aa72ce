"""Mistakes in the store, folders, items and attachments. Each function gives a spoiled file. For tests of the checker only."""

import struct

import model
import sample
from blobs import one_off
from edit import Edit
from sample import CALENDAR, CONTACT, DELETED, EMBEDDED, INBOX, LIST, MAIL, NOTE_ITEM, NOTES, ROOT, SPAM, TASK_ITEM, TASKS, TOP, VIEW, named

CONTENTS, HIERARCHY, ASSOCIATED = 0x0E, 0x0D, 0x0F


def late(change):
    """A change of the finished model: nothing else follows it."""
    return lambda: model.build(late=change)


def table(folder, kind):
    return folder & ~31 | kind


def pc(nid, tag, value):
    """A property of a folder, the store or another node; None takes it away."""

    def change(it):
        values = it.pcs[nid][0]
        if value is None:
            values.pop(tag)
        else:
            values[tag] = value(values[tag]) if callable(value) else value

    return late(change)


def folder(nid, tag, value):
    """A property of a folder, in its row as well."""

    def change(it):
        it.pcs[nid][0][tag] = value
        it.tables[table(sample.FOLDERS[nid][0], HIERARCHY)][1][nid][tag] = value

    return late(change)


def cell(folder_nid, kind, row_id, tag, value):
    """A cell of a row; None takes it away."""

    def change(it):
        cells = it.tables[table(folder_nid, kind)][1][row_id]
        if value is None:
            cells.pop(tag)
        else:
            cells[tag] = value

    return late(change)


def rows(folder_nid, kind, change):
    return late(lambda it: change(it.tables[table(folder_nid, kind)][1]))


def item(nid, tag, value):
    """A property of an item before sizes and rows are made."""

    def change(it):
        values = it.items[nid][1].values
        if value is None:
            values.pop(tag)
        else:
            values[tag] = value

    return lambda: model.build(early=change)


def size(nid, difference):
    """The size of an item, in its row as well."""

    def change(it):
        owner, one = it.items[nid]
        one.values[0x0E080003] += difference
        it.tables[table(owner, CONTENTS)][1][nid][0x0E080003] += difference

    return late(change)


def early(change):
    return lambda: model.build(early=lambda it: change(it.items[MAIL][1]))


def attachment(nid, tag, value):
    def change(mail):
        if value is None:
            mail.attachments[nid].values.pop(tag)
        else:
            mail.attachments[nid].values[tag] = value

    return early(change)


def lost_attachment_row(it):
    mail = it.items[MAIL][1]
    mail.attachment_rows = {0x8025: {tag: mail.attachments[0x8025].values[tag] for tag in model.ATTACHMENTS if tag in mail.attachments[0x8025].values}}


def attachment_row_too_many(it):
    mail = it.items[MAIL][1]
    every = {nid: {tag: one.values[tag] for tag in model.ATTACHMENTS if tag in one.values} for nid, one in mail.attachments.items()}
    mail.attachment_rows = {**every, 0x8065: {**every[0x8025]}}


def embedded_nid(mail):
    mail.children[NOTE_ITEM] = mail.children.pop(EMBEDDED)
    mail.attachments[0x8045].child = NOTE_ITEM


def names(tag, change):
    return pc(0x61, tag, change)


def bucket(it):
    """A bucket loses its first record."""
    values = it.pcs[0x61][0]
    tag = min(tag for tag in values if tag >> 16 >= 0x1000)
    values[tag] = values[tag][8:]
    if not values[tag]:
        values.pop(tag)


def recipient(tag, value):
    return early(lambda mail: mail.recipients[1].update({tag: value}))


def root_in_hierarchy(found):
    found[ROOT] = {0x3001001F: '', 0x36020003: 0, 0x36030003: 0, 0x360A000B: 1}


FAULTS = {
    'store: no IPM subtree': pc(0x21, 0x35E00102, None),
    'store: folder mask without the subtree': pc(0x21, 0x35DF0003, 0xC8),
    'store: entry id of another store': pc(0x21, 0x35E30102, bytes(4) + bytes(16) + struct.pack('<I', DELETED)),
    'store: entry id of no folder': pc(0x21, 0x35E70102, sample.entry(0x9FE2)),
    'store: a password': pc(0x21, 0x67FF0003, 12345),
    'store: template with a row': late(lambda it: it.tables[0x671][1].update({1: {0x37050003: 1}})),
    'store: receive folder that is not there': late(lambda it: it.tables[0x62B][1][1].update({0x66050003: 0x9FE2})),
    'store: list of search folders with a normal one': late(lambda it: it.raw.update({0x201: struct.pack('<I', INBOX)})),
    'names: no entries': late(lambda it: it.pcs.update({0x61: ({0x00010003: 251, 0x00020102: b'', 0x00030102: b'', 0x00040102: b''}, 0)})),
    'names: entry missing in its bucket': late(bucket),
    'names: other number of buckets': names(0x00010003, 250),
    'names: GUID that is not in the stream': names(0x00020102, lambda data: data[:-16]),
    'names: string without length': names(0x00040102, lambda data: b'\1\0\0\0' + data[4:]),
    'names: index that starts at 1': names(0x00030102, lambda data: data[:6] + b'\1\0' + data[8:]),
    'folder: count of items': folder(INBOX, 0x36020003, 4),
    'folder: count of unread items': folder(INBOX, 0x36030003, 0),
    'folder: count that its row does not have': pc(INBOX, 0x36020003, 4),
    'folder: class that its row does not have': cell(TOP, HIERARCHY, TASKS, 0x3613001F, None),
    'folder: no subfolders though there are some': folder(TOP, 0x360A000B, 0),
    'folder: no name': pc(INBOX, 0x3001001F, None),
    'folder: two of one name': folder(TASKS, 0x3001001F, 'Notizen'),
    'folder: row of a folder that is not there': rows(TOP, HIERARCHY, lambda found: found.update({0x9FE2: {0x3001001F: 'Ghost'}})),
    'folder: in no hierarchy table': rows(TOP, HIERARCHY, lambda found: found.pop(NOTES)),
    'folder: listed twice': late(lambda it: it.tables[table(ROOT, HIERARCHY)][1].update({TASKS: it.tables[table(TOP, HIERARCHY)][1][TASKS]})),
    'folder: the root in itself': rows(TOP, HIERARCHY, root_in_hierarchy),
    'folder: a message among folders': rows(TOP, HIERARCHY, lambda found: found.update({MAIL: {0x3001001F: 'x'}})),
    'folder: no associated table': lambda: model.build(last=lambda database: database.nodes.pop(table(NOTES, ASSOCIATED))),
    'row: other subject than the message': cell(INBOX, CONTENTS, MAIL, 0x0037001F, 'Lunch'),
    'row: other size than the message': cell(INBOX, CONTENTS, MAIL, 0x0E080003, 1),
    'row: other flags than the message': cell(INBOX, CONTENTS, MAIL, 0x0E070003, 1),
    'row: sender missing': cell(INBOX, CONTENTS, MAIL, 0x0042001F, None),
    'row: message that is not there': rows(INBOX, CONTENTS, lambda found: found.update({0x2FFFE4: dict(found[MAIL])})),
    'row: message missing': rows(INBOX, CONTENTS, lambda found: found.pop(MAIL)),
    'row: message in two folders': rows(DELETED, CONTENTS, lambda found: found.update({NOTE_ITEM: {0x0E070003: 1}})),
    'row: view among the messages': rows(INBOX, CONTENTS, lambda found: found.update({VIEW: {0x0E070003: 1}})),
    'search folder: no criteria': lambda: model.build(last=lambda database: database.nodes.pop(SPAM + 4)),
    'item: size without its subnodes': size(MAIL, -20480),
    'item: no search key': item(MAIL, 0x300B0102, None),
    'item: attachments without the flag': item(MAIL, 0x0E070003, 1),
    'item: associated without the flag': item(VIEW, 0x0E070003, 1),
    'item: prefix length without the space': item(MAIL, 0x0037001F, sample.subject('Re: Lunch', 3)),
    'item: prefix longer than the subject': item(MAIL, 0x0037001F, sample.subject('Re: ', 9)),
    'item: subject with prefix as topic': item(MAIL, 0x0070001F, 'Re: Lunch'),
    'item: subject of 300 characters': item(NOTE_ITEM, 0x0037001F, sample.subject('x' * 300)),
    'item: HTML as text': item(NOTE_ITEM, 0x1013001F, '<p>Milk</p>'),
    'item: key words as one text': item(NOTE_ITEM, named(sample.PUBLIC, 'Keywords', 0x1F), 'Blau'),
    'item: time in milliseconds': item(NOTE_ITEM, 0x0E060040, 1_470_000_000_000),
    'item: search key of 4 bytes': item(NOTE_ITEM, 0x300B0102, b'Milk'),
    'item: conversation index without its time': item(NOTE_ITEM, 0x00710102, bytes(16)),
    'item: HTML as native body without HTML': item(NOTE_ITEM, 0x10160003, 3),
    'item: HTML in Latin-1 that is called UTF-8': item(MAIL, 0x10130102, b'<p>Gr\xfcn</p>'),
    'item: text with U+0000 in it': item(NOTE_ITEM, 0x1000001F, 'Milk\0Bread'),
    'item: HTML without code page': item(MAIL, 0x3FDE0003, None),
    'item: native body 9': item(MAIL, 0x10160003, 9),
    'item: compressed RTF without its CRC': item(NOTE_ITEM, 0x10090102, struct.pack('<IIII', 16, 4, 0x75465A4C, 0) + b'text'),
    'item: sender without entry of his own': item(MAIL, 0x0C190102, one_off('Žofie', 'other@example.com')),
    'item: sender address without type': item(MAIL, 0x0C1E001F, None),
    'recipients: no table': early(lambda mail: setattr(mail, 'recipients', None)),
    'recipients: no table in an embedded message': early(lambda mail: setattr(mail.children[EMBEDDED], 'recipients', None)),
    'recipients: other names to show': item(MAIL, 0x0E04001F, 'Anna'),
    'recipients: type 7': recipient(0x0C150003, 7),
    'recipients: search key of somebody else': recipient(0x300B0102, b'SMTP:BERT@EXAMPLE.COM\0'),
    'recipients: one-off entry without terminators': recipient(0x0FFF0102, one_off('Anna', 'anna@example.com')[:-2]),
    'recipients: no address': early(lambda mail: mail.recipients[1].pop(0x3003001F)),
    'attachment: size of the data only': late(lambda it: attach_size(it, 20480)),
    'attachment: no rendering position': attachment(0x8025, 0x370B0003, None),
    'attachment: method 1 with nothing': attachment(0x8025, 0x37010102, None),
    'attachment: no name': early(lambda mail: [mail.attachments[0x8025].values.pop(tag) for tag in (0x3704001F, 0x3707001F)]),
    'attachment: row missing': late(lost_attachment_row),
    'attachment: row without attachment': late(attachment_row_too_many),
    'attachment: object of another nid': late(lambda it: it.items[MAIL][1].attachments[0x8045].values.update({0x3701000D: (0x2001E4, object_size(it))})),
    'attachment: method 5 for data': attachment(0x8025, 0x37050003, 5),
    'embedded: nid of another message': early(embedded_nid),
    'embedded: size of the object': late(lambda it: it.items[MAIL][1].attachments[0x8045].values.update({0x3701000D: (EMBEDDED, object_size(it) + 1)})),
    'embedded: without class': early(lambda mail: mail.children[EMBEDDED].values.pop(0x001A001F)),
    'contact: no file-as name': item(CONTACT, named(sample.ADDRESS, 0x8005, 0x1F), None),
    'contact: list of addresses that are not there': item(CONTACT, named(sample.ADDRESS, 0x8028, 0x1003), [0, 1]),
    'contact: address without entry id': item(CONTACT, named(sample.ADDRESS, 0x8085, 0x102), None),
    'list: one member in one of two lists': item(LIST, named(sample.ADDRESS, 0x8054, 0x1102), []),
    'list: checksum of nothing': item(LIST, named(sample.ADDRESS, 0x804C, 3), 0),
    'task: complete but half done': item(TASK_ITEM, named(sample.TASK, 0x8102, 5), 0.5),
    'task: due in the middle of the day': item(TASK_ITEM, named(sample.TASK, 0x8105, 0x40), 1440 * sample.MINUTE * 151_000 + 1),
    'note: colour 9': item(NOTE_ITEM, named(sample.NOTE, 0x8B00, 3), 9),
}


def attach_size(it, value):
    mail = it.items[MAIL][1]
    mail.attachments[0x8025].values[0x0E200003] = value


def object_size(it):
    return it.items[MAIL][1].children[EMBEDDED].values[0x0E080003]
