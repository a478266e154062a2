# W17: keeps the count in one byte
# caught by: the ninth byte counts, and the last of thousands

def changed_bits(a, b):
    count = 0
    for x, y in zip(a, b):
        count = (count + (x ^ y).bit_count()) % 256
    return count
