# C2: sorts 4·√N hashes and looks at neighbours

def find_collision(bits, h):
    start, number = 0, int(4 * 2 ** (bits / 2))
    while True:
        rows = sorted((int.from_bytes(h(b"%d" % i), "big") >> (256 - bits), b"%d" % i) for i in range(start, start + number))
        for (x, a), (y, b) in zip(rows, rows[1:]):
            if x == y:
                return (a, b)
        start += number
