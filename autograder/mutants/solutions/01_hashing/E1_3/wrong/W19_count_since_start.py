# W19: a counter that is never set back
# caught by: the same either way round, and each time

count = 0

def changed_bits(a, b):
    global count
    count += sum((x ^ y).bit_count() for x, y in zip(a, b))
    return count
