"""The name-to-id map, node 0x61 ([MS-PST] 2.4.7)."""

import struct
import uuid

from encoding import crc
from findings import Unreadable
from guids import PUBLIC_STRINGS
from ltp import Properties

BUCKETS = 251
PS_MAPI = '00020328-0000-0000-C000-000000000046'


class NameMap:
    """Which name a property id from 0x8000 on has: `by_id` gives (GUID, number or string), `by_name` the other way."""

    def __init__(self, node):
        self.by_id, self.by_name = {}, {}
        self.find, self.where = node.find, 'name-to-id map'
        properties = Properties(node)
        # Ids mean something else here: 0002 is no Boolean.
        self.properties, values = properties, properties.values
        properties.close()
        if values.get(1) != BUCKETS:
            self.find('names-buckets', self.where, f'property 0001 is {values.get(1)}, not {BUCKETS}')
        self.guids, self.entries, self.strings = (values.get(ident) for ident in (2, 3, 4))
        for ident, stream, unit in ((2, self.guids, 16), (3, self.entries, 8), (4, self.strings, 1)):
            if not isinstance(stream, bytes) or len(stream) % unit:
                raise Unreadable('names-stream', self.where, f'the stream of property {ident:04X} is missing or no multiple of {unit} bytes')
        if not self.entries:
            self.find('names-stream', self.where, 'no entries: some readers refuse such a file')
        self.read()
        self.check_buckets()

    def read(self):
        self.records = {}
        for position in range(len(self.entries) // 8):
            ident, guid, index = struct.unpack_from('<IHH', self.entries, 8 * position)
            who = f'{self.where} entry {position}'
            if index != position:
                self.find('names-index', who, f'wPropIdx is {index}')
            name, digest = ident, ident
            if guid & 1:
                name, digest = self.string(ident, who)
            key = (self.guid(guid >> 1, who), name)
            if key in self.by_name:
                self.find('names-twice', who, f'{key} has two ids')
            self.by_name[key] = 0x8000 + index
            self.by_id[0x8000 + index] = key
            self.records.setdefault((digest ^ guid) % BUCKETS, set()).add((digest, guid, index))

    def guid(self, number, who):
        if number == 0:
            return '00000000-0000-0000-0000-000000000000'
        if number < 3:
            return (PS_MAPI, PUBLIC_STRINGS)[number - 1]
        raw = self.guids[16 * (number - 3) : 16 * (number - 2)]
        if len(raw) < 16:
            self.find('names-guid', who, f'GUID index {number} is beyond the GUID stream')
            return f'guid {number}'
        return str(uuid.UUID(bytes_le=raw)).upper()

    def string(self, offset, who):
        """The name at an offset of the string stream, and its CRC."""
        if offset + 4 <= len(self.strings):
            length, = struct.unpack_from('<I', self.strings, offset)
            raw = self.strings[offset + 4 : offset + 4 + length]
            if offset % 4 == 0 and length and length % 2 == 0 and len(raw) == length:
                try:
                    return raw.decode('utf-16-le'), crc(raw)
                except UnicodeDecodeError:
                    pass
        self.find('names-string', who, f'no string of UTF-16 at offset {offset} of the string stream')
        return f'string {offset}', 0

    def check_buckets(self):
        """Each entry must be found through its bucket, and nothing else."""
        for ident, kind in self.properties.types.items():
            if ident < 0x1000:
                continue
            number = ident - 0x1000
            raw = self.properties.values.get(ident, b'')
            if kind != 0x0102 or number >= BUCKETS or len(raw) % 8:
                self.find('names-bucket', self.where, f'property {ident:04X} is no bucket')
                continue
            records = list(struct.iter_unpack('<IHH', raw))
            wanted = self.records.pop(number, set())
            if set(records) != wanted or len(records) != len(wanted):
                self.find('names-bucket', self.where, f'bucket {number} does not have what belongs there: {sorted(set(records) ^ wanted)}')
        for number in sorted(self.records):
            self.find('names-bucket', self.where, f'bucket {number} is missing')

    def label(self, ident, kind):
        """The name of a property for `--json`: `0037001F`, or for a named one `GUID/8205/0003`."""
        if ident < 0x8000 or ident not in self.by_id:
            return f'{ident:04X}{kind:04X}'
        guid, name = self.by_id[ident]
        return f'{guid}/{name:04X}/{kind:04X}' if isinstance(name, int) else f'{guid}/{name}/{kind:04X}'
