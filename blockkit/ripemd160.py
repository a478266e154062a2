"""RIPEMD-160 in pure Python, for machines whose OpenSSL no longer offers it.

Bitcoin shortens public keys with it. The function reads a message in blocks of 64 bytes; two
"lines" of 80 small steps mix each block into five 32-bit words, and the lines are then crossed.

Source: Dobbertin, Bosselaers, Preneel, "RIPEMD-160: A Strengthened Version of RIPEMD" (1996),
appendix A; the tables below are the ones printed there.
"""

START = (0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0)
WORD = 0xFFFFFFFF

# The constant added in each of the five rounds (16 steps a round), for the two lines.
LEFT_ADD = (0x00000000, 0x5A827999, 0x6ED9EBA1, 0x8F1BBCDC, 0xA953FD4E)
RIGHT_ADD = (0x50A28BE6, 0x5C4DD124, 0x6D703EF3, 0x7A6D76E9, 0x00000000)

# Which of the 16 message words a step reads, one hex digit a step.
LEFT_WORD = "0123456789abcdef74d1a6f3c0952eb83ae49f812706db5c19ba08c4d37fe56240597c2ae138b6fd"
RIGHT_WORD = "5e7092b4d6f81a3c6b370d5aef8c4912f5137e69b8c2a04d86413bf05c2d97aecfa4158762de039b"

# How far a step rotates its sum to the left, one hex digit a step.
LEFT_TURN = "befc5879bdef6798768db97f7cf9b7dcbd67e9dfe8d65c75bcefef989e56865c9f5b68dc5cdeb856"
RIGHT_TURN = "899bdff5778beec69df7c89b77c76fdb97fb866ecd5edd75f58bee6e69c9c5f885c9c5e68d65fdbb"


def _mix(round_: int, x: int, y: int, z: int) -> int:
    """The bit function of one round: five ways to combine three words."""
    if round_ == 0:
        return x ^ y ^ z
    if round_ == 1:
        return (x & y) | (~x & z)
    if round_ == 2:
        return (x | ~y) ^ z
    if round_ == 3:
        return (x & z) | (y & ~z)
    return x ^ (y | ~z)


def _turn(value: int, places: int) -> int:
    """Rotate a 32-bit word to the left."""
    value &= WORD
    return (value << places | value >> (32 - places)) & WORD


def _line(state: tuple[int, ...], words: list[int], right: bool) -> tuple[int, ...]:
    """Send one block through the 80 steps of the left or the right line."""
    order, turns, adds = (RIGHT_WORD, RIGHT_TURN, RIGHT_ADD) if right else (LEFT_WORD, LEFT_TURN, LEFT_ADD)
    a, b, c, d, e = state
    for step in range(80):
        round_ = step // 16
        mixed = _mix(4 - round_ if right else round_, b, c, d)
        total = a + mixed + words[int(order[step], 16)] + adds[round_]
        a, b, c, d, e = e, (_turn(total, int(turns[step], 16)) + e) & WORD, b, _turn(c, 10), d
    return a, b, c, d, e


def ripemd160(data: bytes) -> bytes:
    """The 20-byte RIPEMD-160 digest of ``data``."""
    padding = b"\x80" + bytes((55 - len(data)) % 64)
    padded = data + padding + (8 * len(data)).to_bytes(8, "little")
    state: tuple[int, ...] = START
    for at in range(0, len(padded), 64):
        words = [int.from_bytes(padded[i : i + 4], "little") for i in range(at, at + 64, 4)]
        left = _line(state, words, right=False)
        right = _line(state, words, right=True)
        state = tuple((state[(i + 1) % 5] + left[(i + 2) % 5] + right[(i + 3) % 5]) & WORD for i in range(5))
    return b"".join(word.to_bytes(4, "little") for word in state)
