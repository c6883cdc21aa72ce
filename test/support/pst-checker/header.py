"""The file header and its ROOT ([MS-PST] 2.2.2.5 and 2.2.2.6), Unicode files only."""

import struct

from encoding import crc
from findings import Unreadable

LENGTH = 564


class Header:
    """What the header says. Checks what can be checked without the rest of the file."""

    def __init__(self, data, size, findings):
        if len(data) < LENGTH or data[:4] != b'!BDN':
            raise Unreadable('not-a-pst', 'header', 'does not begin with !BDN')
        client, version = struct.unpack_from('<HH', data, 8)
        if client == 0x4F53:
            raise Unreadable('unsupported-ost', 'header', 'an OST file (wMagicClient SO): only PST files are checked')
        if client != 0x4D53:
            raise Unreadable('not-a-pst', 'header', f'wMagicClient is 0x{client:04X}, not SM')
        if version in (14, 15):
            raise Unreadable('unsupported-ansi', 'header', f'an ANSI file (wVer {version}): only Unicode files are checked')
        if version == 36 or version == 37:
            raise Unreadable('unsupported-4k', 'header', f'a file of 4096-byte pages (wVer {version}): not checked')
        if version < 23:
            raise Unreadable('header-version', 'header', f'wVer is {version}, not 23')
        self.find = findings.add
        self.read(data)
        self.check(data, version, size)

    def read(self, data):
        self.partial_crc, = struct.unpack_from('<I', data, 4)
        self.full_crc, = struct.unpack_from('<I', data, 524)
        self.client_version, self.platforms = struct.unpack_from('<HH', data, 12)
        self.next_page_bid, = struct.unpack_from('<Q', data, 32)
        self.unique, = struct.unpack_from('<I', data, 40)
        self.counters = struct.unpack_from('<32I', data, 44)
        self.eof, self.last_amap, self.amap_free, self.pmap_free = struct.unpack_from('<4Q', data, 184)
        self.nbt, self.bbt = struct.unpack_from('<QQ', data, 216), struct.unpack_from('<QQ', data, 232)
        self.amap_valid = data[248]
        self.fmap, self.fpmap = data[256:384], data[384:512]
        self.crypt = data[513]
        self.next_block_bid, = struct.unpack_from('<Q', data, 516)

    def check(self, data, version, size):
        find = self.find
        if self.partial_crc != crc(data[8 : 8 + 471]):
            find('header-crc-partial', 'header', f'dwCRCPartial is 0x{self.partial_crc:08X}, not 0x{crc(data[8:479]):08X}')
        if self.full_crc != crc(data[8 : 8 + 516]):
            find('header-crc-full', 'header', f'dwCRCFull is 0x{self.full_crc:08X}, not 0x{crc(data[8:524]):08X}')
        if version != 23:
            find('header-version', 'header', f'wVer is {version}, not 23')
        if self.client_version != 19:
            find('header-version', 'header', f'wVerClient is {self.client_version}, not 19')
        if self.platforms != 0x0101:
            find('header-field', 'header', 'bPlatformCreate and bPlatformAccess must be 1')
        if data[512] != 0x80:
            find('header-field', 'header', f'bSentinel is 0x{data[512]:02X}, not 0x80')
        if data[514:516] != b'\1\0' and data[514:516] != b'\0\0':
            find('header-field', 'header', 'rgbReserved behind bCryptMethod is neither 0 nor 1')
        if self.crypt not in (0, 1):
            raise Unreadable('unsupported-crypt', 'header', f'bCryptMethod is {self.crypt}: only 0 and 1 are checked')
        if self.amap_valid not in (1, 2):
            find('amap-not-valid', 'header', f'fAMapValid is {self.amap_valid}: Outlook rebuilds the maps on mounting')
        if self.eof != size:
            find('file-end', 'header', f'ibFileEof is {self.eof}, the file has {size} bytes')
        if self.next_block_bid & 3:
            find('header-field', 'header', f'bidNextB 0x{self.next_block_bid:X} is not a multiple of 4')
