# W13: reads 32 bytes, the length of a digest
# caught by: the ninth byte counts, and the last of thousands

def changed_bits(a, b):
    return sum(bin(a[i] ^ b[i]).count("1") for i in range(min(32, len(a))))
