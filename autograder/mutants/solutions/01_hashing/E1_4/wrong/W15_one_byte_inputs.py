# W15: has only 256 different inputs
# caught by: 21 and 24 bits: a few thousand tries are enough

def find_collision(bits, h):
    seen = {}
    for i in range(256):
        data = bytes([i])
        begin = int.from_bytes(h(data), "big") >> (256 - bits)
        if begin in seen:
            return seen[begin], data
        seen[begin] = data
