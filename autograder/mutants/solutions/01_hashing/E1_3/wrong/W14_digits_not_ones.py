# W14: counts all binary digits, not the ones
# caught by: a bit counts one wherever it stands

def changed_bits(a, b):
    return sum(len(bin(x ^ y)) - 2 for x, y in zip(a, b) if x != y)
