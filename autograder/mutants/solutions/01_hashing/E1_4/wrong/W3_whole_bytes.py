# W3: compares whole bytes only
# caught by: 13 bits: the beginning may end inside a hex digit

def find_collision(bits, h):
    seen, i = {}, 0
    while True:
        data = str(i).encode()
        begin = h(data)[: bits // 8]
        if begin in seen:
            return seen[begin], data
        seen[begin] = data
        i += 1
