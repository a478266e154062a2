# C6: fills a buffer

import struct

class Writer:
    """Writes into 80 bytes."""

    def __call__(self, h):
        buffer = bytearray(80)
        struct.pack_into("<i", buffer, 0, h.version)
        buffer[4:36], buffer[36:68] = h.prev_block, h.merkle_root
        struct.pack_into("<LLL", buffer, 68, h.time, h.bits, h.nonce)
        return bytes(memoryview(buffer))

header_bytes = Writer()
