# W18: masks the wrong end of the byte that is cut
# caught by: 13 bits: the beginning may end inside a hex digit

def find_collision(bits, h):
    seen, i = {}, 0
    whole, rest = divmod(bits, 8)
    while True:
        data = str(i).encode()
        digest = h(data)
        begin = digest[:whole] + bytes([digest[whole] & (2**rest - 1)])
        if begin in seen:
            return seen[begin], data
        seen[begin] = data
        i += 1
