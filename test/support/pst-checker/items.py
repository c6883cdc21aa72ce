"""Items: messages, contacts, appointments ([MS-PST] 2.4.5, [MS-OXCMSG])."""

import struct

from attachments import Attachments
from calendars import check_calendar
from classes import check_class
from encoding import crc
from known import check_types
from ltp import Properties
from recipients import Recipients
from store import open_node, safely

RECIPIENTS, ATTACHMENTS, CHANGES = 0x692, 0x671, 0x6B6
READ, UNSENT, HAS_ATTACHMENTS, ASSOCIATED_FLAG = 0x01, 0x08, 0x10, 0x40
REPLICATION = (0x0E30, 0x0E33, 0x0E34)
# What PidTagNativeBody says: RTF or HTML. Plain text may be empty, and then there is none.
BODIES = {2: 0x1009, 3: 0x1013}
CODEPAGES = {20127: 'ascii', 65001: 'utf-8'}
REQUIRED = ((0x001A, 0x1F), (0x0E07, 0x03), (0x0E08, 0x03), (0x3007, 0x40), (0x3008, 0x40), (0x300B, 0x102))


class Items:
    """Checks items. `used` has the nids of all embedded messages, which nothing else may have."""

    def __init__(self, messaging):
        self.messaging, self.database = messaging, messaging.database
        self.find = messaging.find
        self.used = set()
        self.attachments = Attachments(self)
        self.recipients = Recipients(self)

    def rows(self, table, folder, path, wanted):
        """All items of a table; gives how many there are and how many are unread."""
        count = unread = 0
        for row_id, cells in table.rows() if table is not None else ():
            count += 1
            unread += not cells.get(0x0E070003, 0) & READ
            if row_id & 31 != wanted:
                self.find('row-type', table.where, f'row 0x{row_id:X} has a nid of type {row_id & 31}, not {wanted}')
            safely(self.database, self.top, row_id, folder, path, table, cells)
        return count, unread

    def top(self, nid, folder, path, table, cells):
        """An item in a folder."""
        where = f'item 0x{nid:X}'
        node = open_node(self.database, nid, where)
        if node is None:
            self.find('row-dangling', table.where, f'row 0x{nid:X} is no item of this file')
            return
        if not self.messaging.visit(nid):
            self.find('item-twice', where, 'is listed more than once')
            return
        self.messaging.check_parent(nid, folder, where)
        properties, line = self.item(node, nid & 31 == 8, 0)
        self.messaging.compare_row(cells, properties, where, ROW_KEPT)
        self.messaging.missing_cells(table.columns, cells, properties, where)
        if self.messaging.output.wanted:
            self.messaging.output.write({'type': 'item', 'nid': nid, 'folder': folder, 'path': path, 'associated': nid & 31 == 8, **line})

    def item(self, node, associated, depth):
        """An item or embedded message; gives its properties and the line of `--json`."""
        where = node.where
        properties = Properties(node)
        for ident, kind in REQUIRED:
            if properties.types.get(ident) != kind:
                self.find('item-property', where, f'{ident:04X}{kind:04X} is missing')
        if len(properties.get(0x300B, bytes(16))) != 16:
            self.find('item-property', where, f'PidTagSearchKey has {len(properties.get(0x300B))} bytes, not 16')
        self.check_conversation(properties, where)
        self.check_names(properties, where)
        self.check_subject(properties, where)
        self.check_body(properties, where)
        recipients = self.recipients.check(node, properties)
        attachments = self.attachments.check(node, properties, depth)
        self.messaging.subtable(node)
        self.check_flags(properties, attachments, associated, where)
        self.check_size(node, properties, where)
        check_class(self, properties, where)
        check_calendar(self, properties, attachments, where)
        safely(self.database, properties.close)
        line = {}
        if self.messaging.output.wanted:
            line = {
                'subject': subject_of(properties), 'class': properties.get(0x001A), 'size': properties.get(0x0E08),
                'properties': self.messaging.json_properties(properties),
                'recipients': recipients, 'attachments': [one.line for one in attachments],
            }  # fmt: skip
        return properties, line

    def check_names(self, properties, where):
        names = self.messaging.names
        check_types(self.find, names, properties.types, where)
        for ident in properties.types:
            if ident >= 0x8000 and names is not None and ident not in names.by_id:
                self.find('name-unknown', where, f'property {ident:04X} has no name in the name-to-id map')

    def check_subject(self, properties, where):
        """The prefix coding of PidTagSubject in a PST ([MS-PST] 2.5.3.1.1.1)."""
        subject = properties.get(0x0037)
        if subject is None:
            return
        if len(subject.encode('utf-16-le')) // 2 > 256:
            self.find('subject-length', where, f'{len(subject)} characters: Outlook takes 254')
        if not subject.startswith('\x01'):
            return
        if len(subject) < 2:
            self.find('subject-prefix', where, 'U+0001 without a prefix length')
            return
        length, text = ord(subject[1]) - 1, subject[2:]
        prefix = text[:length]
        if length < 0 or length > len(text):
            self.find('subject-prefix', where, f'a prefix of {length} characters in {len(text)}')
        elif length and not prefix.endswith(': '):
            self.find('subject-prefix', where, f'the prefix is {prefix!r}, which does not end with a colon and a space')
        topic = properties.get(0x0070)
        if isinstance(topic, str) and 0 <= length <= len(text) and topic != text[length:]:
            self.find('subject-topic', where, f'PidTagConversationTopic is {topic[:60]!r}, the subject without prefix {text[length:][:60]!r}')

    def check_conversation(self, properties, where):
        """PidTagConversationIndex: 22 bytes, and 5 for each answer ([MS-OXOMSG] 2.2.1.3)."""
        index = properties.get(0x0071)
        if isinstance(index, bytes) and (len(index) < 22 or (len(index) - 22) % 5 or index[0] != 1):
            self.find('conversation-index', where, f'{len(index)} bytes that begin with {index[:1].hex()}')

    def check_body(self, properties, where):
        if 0x1013 in properties.types and properties.types.get(0x3FDE) != 3:
            self.find('html-codepage', where, 'PidTagHtml without PidTagInternetCodepage 3FDE0003')
        html, encoding = properties.get(0x1013), CODEPAGES.get(properties.get(0x3FDE))
        if isinstance(html, bytes) and encoding is not None:
            try:
                html.decode(encoding)
            except UnicodeDecodeError as problem:
                self.find('html-codepage', where, f'PidTagHtml is no {encoding}: {problem.reason} at byte {problem.start}')
        native = properties.get(0x1016)
        if native is not None and not (0 <= native <= 4 and BODIES.get(native, 0x001A) in properties.types):
            self.find('native-body', where, f'PidTagNativeBody is {native}, and there is no such body')
        if properties.get(0x1009) is not None:
            self.check_rtf(properties.get(0x1009), where)

    def check_rtf(self, data, where):
        """The header of compressed RTF ([MS-OXRTFCP] 2.1.3.1)."""
        if not isinstance(data, bytes) or len(data) < 16:
            self.find('rtf', where, 'PidTagRtfCompressed without a header')
            return
        size, _, kind, check = struct.unpack_from('<4I', data)
        if size + 4 != len(data):
            self.find('rtf', where, f'COMPSIZE is {size} with {len(data)} bytes')
        if kind not in (0x75465A4C, 0x414C454D):
            self.find('rtf', where, f'COMPTYPE is 0x{kind:08X}')
        elif kind == 0x75465A4C and check != crc(data[16:]):
            self.find('rtf', where, 'the CRC is wrong')

    def check_flags(self, properties, attachments, associated, where):
        flags = properties.get(0x0E07)
        if not isinstance(flags, int):
            return
        if bool(flags & HAS_ATTACHMENTS) != bool(attachments):
            self.find('flags-attachments', where, f'PidTagMessageFlags 0x{flags:X} with {len(attachments)} attachments')
        if associated != bool(flags & ASSOCIATED_FLAG):
            self.find('flags-associated', where, f'PidTagMessageFlags 0x{flags:X} of an item that is {"" if associated else "not "}associated')

    def check_size(self, node, properties, where):
        """PidTagMessageSize: the bytes of the data tree and of all subnodes; in older Outlooks the bytes of the values."""
        size = properties.get(0x0E08)
        wanted = node.tree_size()
        if size == wanted:
            return
        if self.messaging.legacy:
            values = sum(properties.sizes.values())
            if size in (values, values - sum(properties.sizes.get(ident, 0) for ident in REPLICATION)):
                return
        self.find('item-size', where, f'PidTagMessageSize is {size}, there are {wanted} bytes')


# Cells that are copies of an item's property; others in a row Outlook may make up.
ROW_KEPT = {0x0017, 0x001A, 0x0036, 0x0037, 0x0039, 0x0042, 0x0070, 0x0071, 0x0E02, 0x0E03, 0x0E04, 0x0E06, 0x0E07, 0x0E08, 0x1035, 0x3008, 0x300B}


def subject_of(properties):
    """The subject without its prefix coding."""
    subject = properties.get(0x0037)
    return subject[2:] if isinstance(subject, str) and subject.startswith('\x01') else subject
