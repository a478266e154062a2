# W15: looks at one byte
# caught by: the ninth byte counts, and the last of thousands

def changed_bits(a, b):
    return bin(a[0] ^ b[0]).count("1") if a else 0
