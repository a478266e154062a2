# C1: struct, in one line

import struct

def header_bytes(h):
    return struct.pack("<i32s32s3I", h.version, h.prev_block, h.merkle_root, h.time, h.bits, h.nonce)
