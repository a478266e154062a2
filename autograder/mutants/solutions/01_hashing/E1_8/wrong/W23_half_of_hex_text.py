# W23: puts hex text, cut to 32 characters, for the previous hash
# caught by: blocks 1, 170 and 100,000: a previous hash that is not all zeros

import struct

def header_bytes(h):
    return struct.pack("<i32s32sIII", h.version, h.prev_block.hex().encode()[:32], h.merkle_root, h.time, h.bits, h.nonce)
