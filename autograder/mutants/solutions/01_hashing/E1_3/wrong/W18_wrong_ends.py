# W18: compares with the other end (one side little endian)
# caught by: bytes that changed places are bytes that changed

def changed_bits(a, b):
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "little")).bit_count()
