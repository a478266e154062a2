# W4: the length of the difference
# caught by: a bit counts one wherever it stands

def changed_bits(a, b):
    return (int.from_bytes(a, "big") ^ int.from_bytes(b, "big")).bit_length()
