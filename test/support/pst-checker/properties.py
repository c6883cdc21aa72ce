"""Property types and values ([MS-OXCDATA] 2.11.1, [MS-PST] 2.3.3.4)."""

import hashlib
import struct
from datetime import datetime, timedelta

# Bytes of a value of fixed length; None for those of variable length.
SIZES = {
    0x0002: 2, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 1, 0x0014: 8, 0x0040: 8, 0x0048: 16,
    0x000D: None, 0x001E: None, 0x001F: None, 0x0102: None,
    0x1002: None, 0x1003: None, 0x1004: None, 0x1005: None, 0x1006: None, 0x1007: None, 0x1014: None, 0x1040: None, 0x1048: None,
    0x101E: None, 0x101F: None, 0x1102: None,
}  # fmt: skip
OBJECT, STRING8, STRING, TIME, BINARY = 0x000D, 0x001E, 0x001F, 0x0040, 0x0102
INLINE = {kind for kind, size in SIZES.items() if size is not None and size <= 4}
KEPT_BYTES = 4096


class BadValue(Exception):
    """A value that its type forbids: the finding's kind and text."""

    def __init__(self, kind, text):
        super().__init__(text)
        self.kind = kind


def parse(kind, data):
    """The value of a property of variable or fixed length: int, float, str, bytes, list. Raises BadValue."""
    size = SIZES[kind]
    if size is not None:
        if len(data) != size:
            raise BadValue('value-size', f'{len(data)} bytes in a value of {size}')
        return parse_fixed(kind, data)
    if kind == STRING:
        return parse_string(data)
    if kind == STRING8:
        return data.decode('latin-1')
    if kind in (0x101E, 0x101F, 0x1102):
        return [parse(kind & 0x0FFF, part) for part in parts(data)]
    if kind & 0x1000:
        unit = SIZES[kind & 0x0FFF]
        if len(data) % unit:
            raise BadValue('value-size', f'{len(data)} bytes are no multiple of {unit}')
        return [parse_fixed(kind & 0x0FFF, data[at : at + unit]) for at in range(0, len(data), unit)]
    return bytes(data)


def parse_fixed(kind, data):
    if kind == 0x000B:
        if data[0] > 1:
            raise BadValue('value-boolean', f'a Boolean of {data[0]}')
        return bool(data[0])
    if kind in (0x0004, 0x0005, 0x0007):
        return struct.unpack('<f' if kind == 4 else '<d', data)[0]
    if kind == 0x0048:
        return bytes(data)
    return int.from_bytes(data, 'little', signed=kind != 0x0040)


def parse_string(data):
    if len(data) % 2:
        raise BadValue('string-odd', f'{len(data)} bytes of UTF-16')
    try:
        text = data.decode('utf-16-le')
    except UnicodeDecodeError as problem:
        raise BadValue('string-surrogate', f'no well-formed UTF-16: {problem.reason} at byte {problem.start}') from None
    if text.endswith('\0'):
        raise BadValue('string-terminated', 'ends with U+0000, which counts as part of the text')
    if '\0' in text:
        raise BadValue('string-terminated', f'has U+0000 at character {text.index(chr(0))}: readers stop there')
    return text


def parts(data):
    """The members of a multi-valued property of variable length."""
    if len(data) < 4:
        raise BadValue('value-multi', f'{len(data)} bytes')
    count, = struct.unpack_from('<I', data, 0)
    if 4 + 4 * count > len(data):
        raise BadValue('value-multi', f'{count} members in {len(data)} bytes')
    offsets = [*struct.unpack_from(f'<{count}I', data, 4), len(data)]
    if offsets[0] != 4 + 4 * count or any(one > other for one, other in zip(offsets, offsets[1:])):
        raise BadValue('value-multi', 'the offsets of the members do not ascend from the end of their list')
    return [data[one:other] for one, other in zip(offsets, offsets[1:])]


def as_json(kind, value):
    """A value for `--json`: times as ISO text, long bytes as size and SHA-256, short ones in hexadecimal."""
    if isinstance(value, list):
        return [as_json(kind & 0x0FFF, one) for one in value]
    if isinstance(value, (bytes, bytearray)):
        if len(value) <= KEPT_BYTES:
            return value.hex()
        return {'size': len(value), 'sha256': hashlib.sha256(value).hexdigest()}
    if kind == TIME:
        return time_text(value)
    return value


def time_text(value):
    """A FILETIME as ISO 8601 with seven decimals; as number where no calendar has it."""
    try:
        moment = datetime(1601, 1, 1) + timedelta(seconds=value // 10_000_000)
    except OverflowError:
        return value
    return f'{moment:%Y-%m-%dT%H:%M:%S}.{value % 10_000_000:07d}Z'
