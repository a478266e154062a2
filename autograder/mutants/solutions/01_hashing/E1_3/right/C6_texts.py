# C6: padded binary texts

def bits(data):
    return "".join(format(byte, "08b") for byte in data)

def changed_bits(a: bytes, b: bytes) -> int:
    return len([1 for x, y in zip(bits(a), bits(b)) if x != y])
