# W3: numbers with the largest byte first
# caught by: genesis, byte for byte

import struct

def header_bytes(h):
    return struct.pack(">i32s32sIII", h.version, h.prev_block, h.merkle_root, h.time, h.bits, h.nonce)
