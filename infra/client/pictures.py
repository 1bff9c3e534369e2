"""Small pictures made by code, so that no image has to be carried along."""

import struct
import zlib

SIDE = 64


def png(red: int, green: int, blue: int, *, side: int = SIDE) -> bytes:
    """A real PNG: a square in one colour (0..255 each) that grows lighter downwards."""
    rows = b"".join(_row((red, green, blue), y / side, side) for y in range(side))
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)  # 8 bits a channel, RGB
    return (
        b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows, 9)) + _chunk(b"IEND", b"")
    )


def _row(colour: tuple[int, int, int], lightness: float, side: int) -> bytes:
    pixel = bytes(round(channel + (255 - channel) * lightness) for channel in colour)
    return b"\x00" + pixel * side


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
