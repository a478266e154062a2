# C3: unseeded random inputs, a list as result

import os

def find_collision(bits, h):
    seen = {}
    while True:
        data = os.urandom(12)
        digest = h(data)
        begin = digest[: bits // 8], digest[bits // 8] >> (8 - bits % 8)
        if begin in seen and seen[begin] != data:
            return [seen[begin], data]
        seen[begin] = data
