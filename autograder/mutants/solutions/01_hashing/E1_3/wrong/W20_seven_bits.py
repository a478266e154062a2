# W20: looks at seven bits of each byte
# caught by: a bit counts one wherever it stands

def changed_bits(a, b):
    return sum((x >> i & 1) != (y >> i & 1) for x, y in zip(a, b) for i in range(7))
