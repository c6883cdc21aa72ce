"""Recurrence blobs ([MS-OXOCAL] 2.2.1.44): read byte by byte."""

import struct

DAY = 1440
NEVER = 0x5AE980DF
DAILY, WEEKLY, MONTHLY, YEARLY = 0x200A, 0x200B, 0x200C, 0x200D
AFTER_DATE, AFTER_COUNT, ENDLESS = 0x2021, 0x2022, (0x2023, 0xFFFFFFFF)
SUBJECT, LOCATION = 0x0001, 0x0010
# The override flags that have a value of 4 bytes in the ExceptionInfo, in the order of these values.
PLAIN = (0x0002, 0x0004, 0x0008)
PLAIN_AFTER_LOCATION = (0x0020, 0x0040, 0x0080, 0x0100)
KNOWN_FLAGS = 0x03FF


class BadBlob(Exception):
    """A blob that does not follow the grammar."""


class Reader:
    def __init__(self, data):
        self.data, self.at = data, 0

    def take(self, size):
        if self.at + size > len(self.data):
            raise BadBlob(f'{size} bytes wanted at {self.at}, the blob has {len(self.data)}')
        self.at += size
        return self.data[self.at - size : self.at]

    def u16(self):
        return struct.unpack('<H', self.take(2))[0]

    def u32(self):
        return struct.unpack('<I', self.take(4))[0]

    def expect(self, value, wanted, what):
        if value not in wanted:
            raise BadBlob(f'{what} is 0x{value:X}')
        return value

    def dates(self, what):
        count = self.u32()
        if count * 4 > len(self.data) - self.at:
            raise BadBlob(f'{count} {what} do not fit')
        return [self.u32() for _ in range(count)]


class Changed:
    """One changed occurrence: minutes since 1601 of its new start and end and of its old start, in local time."""

    def __init__(self, reader):
        self.start, self.end, self.original = reader.u32(), reader.u32(), reader.u32()
        self.flags = reader.u16()
        if self.flags & ~KNOWN_FLAGS:
            raise BadBlob(f'OverrideFlags 0x{self.flags:04X}')
        self.subject = self.narrow(reader, 'subject') if self.flags & SUBJECT else None
        for flag in PLAIN:
            if self.flags & flag:
                reader.u32()
        self.location = self.narrow(reader, 'location') if self.flags & LOCATION else None
        for flag in PLAIN_AFTER_LOCATION:
            if self.flags & flag:
                reader.u32()
        self.wide_subject = self.wide_location = None

    @staticmethod
    def narrow(reader, what):
        with_terminator, length = reader.u16(), reader.u16()
        if with_terminator != length + 1:
            raise BadBlob(f'the lengths of a {what} are {with_terminator} and {length}')
        return reader.take(length)

    def extend(self, reader, version):
        """The ExtendedException that belongs to it."""
        if version >= 0x3009:
            size = reader.u32()
            if size < 4:
                raise BadBlob(f'ChangeHighlightSize is {size}')
            reader.take(size)
        reader.take(reader.u32())
        if not self.flags & (SUBJECT | LOCATION):
            return
        if (reader.u32(), reader.u32(), reader.u32()) != (self.start, self.end, self.original):
            raise BadBlob('an ExtendedException has other times than its ExceptionInfo')
        if self.flags & SUBJECT:
            self.wide_subject = self.wide(reader)
        if self.flags & LOCATION:
            self.wide_location = self.wide(reader)
        reader.take(reader.u32())

    @staticmethod
    def wide(reader):
        try:
            return reader.take(2 * reader.u16()).decode('utf-16-le')
        except UnicodeDecodeError as problem:
            raise BadBlob(f'a text of an ExtendedException is no UTF-16: {problem.reason}') from None


class Recurrence:
    """A parsed blob; `appointment` where the part of appointments follows the pattern. Raises BadBlob."""

    def __init__(self, data, appointment):
        reader = Reader(data)
        for what in ('ReaderVersion', 'WriterVersion'):
            reader.expect(reader.u16(), (0x3004,), what)
        self.frequency = reader.expect(reader.u16(), (DAILY, WEEKLY, MONTHLY, YEARLY), 'RecurFrequency')
        self.pattern = reader.expect(reader.u16(), (0, 1, 2, 3, 4, 0xA, 0xB, 0xC), 'PatternType')
        self.calendar = reader.u16()
        self.first, self.period, self.sliding = reader.u32(), reader.u32(), reader.expect(reader.u32(), (0, 1), 'SlidingFlag')
        self.specific = tuple(reader.u32() for _ in range((0, 1, 1, 2, 1)[self.pattern if self.pattern < 5 else self.pattern - 8]))
        self.end_type = reader.expect(reader.u32(), (AFTER_DATE, AFTER_COUNT, *ENDLESS), 'EndType')
        self.count, self.week_start = reader.u32(), reader.expect(reader.u32(), range(7), 'FirstDOW')
        self.deleted = reader.dates('deleted dates')
        self.modified = reader.dates('modified dates')
        self.start, self.end = reader.u32(), reader.u32()
        self.exceptions, self.start_offset, self.end_offset = [], 0, 0
        if appointment:
            self.read_appointment(reader)
        if reader.at != len(data):
            raise BadBlob(f'{len(data) - reader.at} bytes behind the end')

    def read_appointment(self, reader):
        reader.expect(reader.u32(), (0x3006,), 'ReaderVersion2')
        version = reader.expect(reader.u32(), (0x3006, 0x3007, 0x3008, 0x3009), 'WriterVersion2')
        self.start_offset, self.end_offset = reader.u32(), reader.u32()
        self.exceptions = [Changed(reader) for _ in range(reader.u16())]
        reader.take(reader.expect(reader.u32(), (0,), 'ReservedBlock1Size'))
        for exception in self.exceptions:
            exception.extend(reader, version)
        reader.take(reader.expect(reader.u32(), (0,), 'ReservedBlock2Size'))
