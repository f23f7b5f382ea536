"""Tiny pictures of one grey, 128 by 128: the least that Pipedrive takes. Valid PNG and JPEG, made from nothing."""

import zlib
from struct import pack

SIZE = 128
BLOCKS = (SIZE // 8) ** 2


def png(shade: int) -> bytes:
    """ISO/IEC 15948: 8 bit greyscale, every row unfiltered."""
    header = pack(">IIBBBBB", SIZE, SIZE, 8, 0, 0, 0, 0)
    rows = (b"\0" + bytes([shade]) * SIZE) * SIZE
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")


def jpeg(shade: int) -> bytes:
    """ITU-T T.81 baseline: the first block holds the shade, each further one says that nothing changes."""
    level = 8 * (shade - 128) or 8  # the DC coefficient of an even block; a mid grey gets a nuance lighter
    length = abs(level).bit_length()
    frame = pack(">BHHBBBB", 8, SIZE, SIZE, 1, 1, 0x11, 0)
    # Huffman codes: of differences, 00 "none" and 01 "of `length` bits"; of the rest, 0 "the block ends here".
    differences = b"\x00" + bytes([0, 2] + [0] * 14) + bytes([0, length])
    ends = b"\x10" + bytes([1] + [0] * 15) + b"\x00"
    tables = _segment(0xDB, b"\0" + b"\1" * 64) + _segment(0xC0, frame)
    tables += _segment(0xC4, differences) + _segment(0xC4, ends)
    return b"\xff\xd8" + tables + _segment(0xDA, bytes([1, 1, 0, 0, 63, 0])) + _entropy(level, length) + b"\xff\xd9"


def _entropy(level: int, length: int) -> bytes:
    ones = (1 << length) - 1
    bits = "01" + format(level if level > 0 else level + ones, f"0{length}b") + "0" + "000" * (BLOCKS - 1)
    bits += "1" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big").replace(b"\xff", b"\xff\0")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))


def _segment(marker: int, content: bytes) -> bytes:
    return bytes([0xFF, marker]) + pack(">H", len(content) + 2) + content
