"""Entry ids, recurrences and time zones as bytes. For tests of the checker only."""

import struct

ONE_OFF = bytes.fromhex('00000000812b1fa4bea310199d6e00dd010f54020000')
NEVER = 0x5AE980DF


def one_off(name, address):
    """A one-off entry id of an SMTP address."""
    return ONE_OFF + struct.pack('<H', 0x9001) + b''.join((text + '\0').encode('utf-16-le') for text in (name, 'SMTP', address))


def system_time(month, weekday, week, hour):
    return struct.pack('<8H', 0, month, weekday, week, hour, 0, 0, 0)


# Central Europe: UTC+1, summer time from the last Sunday of March to that of October.
BIASES = struct.pack('<3i', -60, 0, -60)
WINTER, SUMMER = system_time(10, 0, 5, 3), system_time(3, 0, 5, 2)


def zone_structure():
    """PidLidTimeZoneStruct."""
    return BIASES + struct.pack('<H', 0) + WINTER + struct.pack('<H', 0) + SUMMER


def zone_definition(flags):
    """A TZDEFINITION with one rule."""
    name = 'W. Europe Standard Time'
    rule = struct.pack('<BBHHH14x', 2, 1, 0x3E, flags, 1601) + BIASES + WINTER + SUMMER
    return struct.pack('<BBHHH', 2, 1, 6 + 2 * len(name), 2, len(name)) + name.encode('utf-16-le') + struct.pack('<H', 1) + rule


def dates(values):
    return struct.pack(f'<{len(values) + 1}I', len(values), *values)


def weekly(start, end, count, deleted, modified, exceptions, *, weekdays=0x04, first=8640, end_type=0x2022):
    """A weekly AppointmentRecurrencePattern at 9:00 to 10:00; exceptions are (start, end, original, subject or None)."""
    data = struct.pack('<6HII', 0x3004, 0x3004, 0x200B, 1, 0, 0, 0, 0)[:10]
    data += struct.pack('<IIIIIII', first, 1, 0, weekdays, end_type, count, 0)
    data += dates(deleted) + dates(modified) + struct.pack('<II', start, end)
    data += struct.pack('<IIIIH', 0x3006, 0x3009, 540, 600, len(exceptions))
    tail = b''
    for begin, finish, original, subject in exceptions:
        data += struct.pack('<IIIH', begin, finish, original, 1 if subject else 0)
        tail += struct.pack('<III', 4, 0, 0)
        if subject:
            narrow = subject.encode('cp1252', 'replace')
            data += struct.pack('<HH', len(narrow) + 1, len(narrow)) + narrow
            tail += struct.pack('<IIIH', begin, finish, original, len(subject)) + subject.encode('utf-16-le') + struct.pack('<I', 0)
    return data + struct.pack('<I', 0) + tail + struct.pack('<I', 0)


def global_id(number):
    """A global object id of our own."""
    return bytes.fromhex('040000008200e00074c5b7101a82e008') + bytes(4) + struct.pack('<QQI', 131_000_000_000_000_000, 0, 16) + bytes([number]) * 16
