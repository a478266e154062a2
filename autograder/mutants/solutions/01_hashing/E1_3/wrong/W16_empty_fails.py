# W16: cannot compare nothing with nothing
# caught by: all bits, no bits, and no bytes at all

def changed_bits(a, b):
    return bin(int(a.hex(), 16) ^ int(b.hex(), 16)).count("1")
