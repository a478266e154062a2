# C3: one large number

def changed_bits(a, b):
    return bin(int.from_bytes(a, "little") ^ int.from_bytes(b, "little")).count("1")
