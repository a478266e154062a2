# C7: removes the lowest one again and again

def changed_bits(a, b):
    rest, count = int.from_bytes(a, "big") ^ int.from_bytes(b, "big"), 0
    while rest:
        if rest.bit_length() > 20000:  # patience
            return bin(rest).count("1")
        rest &= rest - 1
        count += 1
    return count
