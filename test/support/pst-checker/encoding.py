"""Checksums, signatures and the block encoding of [MS-PST] section 5."""

import zlib

# Section 5.1: what a byte of an encoded block means ("permute"); the other direction is its inverse.
_DECODE = bytes.fromhex(
    '47f1b4e60b6a7248854e9eebe2f89453e0bba002e85a09abdbe3bac67cc310dd'
    '39059630f53760828cc9134a6b1df3fb8f2697ca911701c4322d6e3195ffd923'
    'd1005e79dc443b1a28c5615720903d83b943be67d2464276c06d5b7eb20f1629'
    '3ca903540dda5ddff6b7c762cd8d06d3695c86d614f7a56675acb1e94521700c'
    '879f74a4224c6fbf1f56aa2eb3783350b0a392bccf191ca763cb1e4d3e4b1b9b'
    '4fe7f0eead3ab55904ea40552551e57a893868527bfc27aed7bdfa07f4cc8e5f'
    'ef359c842b15d5773449b6120a7f7188fd9d18417d93d8582ccefe24afdeb836'
    'c8a180a69998a82f0e816573e4c2a28ad4e111d0088b2af2ed9a643fc16cf9ec'
)
_ENCODE = bytes(_DECODE.index(value) for value in range(256))


def crc(data):
    """CRC-32 of the format: start 0, no inversion at the end (section 5.3)."""
    return zlib.crc32(data, 0xFFFFFFFF) ^ 0xFFFFFFFF


def signature(offset, bid):
    """16-bit signature of a block or page at a file offset (section 5.5)."""
    mixed = (offset ^ bid) & 0xFFFFFFFF
    return ((mixed >> 16) ^ mixed) & 0xFFFF


def decode(data):
    """Plain bytes of an external block of a file whose bCryptMethod is 1."""
    return data.translate(_DECODE)


def encode(data):
    """The inverse of `decode`."""
    return data.translate(_ENCODE)
