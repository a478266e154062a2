# W2: compares hex digits, so 13 bits become 12
# caught by: 13 bits: the beginning may end inside a hex digit

def find_collision(bits, h):
    seen, i = {}, 0
    while True:
        data = str(i).encode()
        begin = h(data).hex()[: bits // 4]
        if begin in seen:
            return seen[begin], data
        seen[begin] = data
        i += 1
