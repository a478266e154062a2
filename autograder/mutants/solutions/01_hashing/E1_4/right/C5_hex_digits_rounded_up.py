# C5: compares more hex digits than needed

def find_collision(bits, h):
    seen, i = {}, 0
    while True:
        data = b"x" * (i % 5) + str(i).encode()
        begin = h(data).hex()[: -(-bits // 4)]
        if begin in seen:
            return data, seen[begin]
        seen[begin] = data
        i += 1
