# W5: compares the last bits
# caught by: 8 and 16 bits of SHA-256: two different inputs that begin alike

def find_collision(bits, h):
    seen, i = {}, 0
    while True:
        data = str(i).encode()
        end = int.from_bytes(h(data), "big") % 2**bits
        if end in seen:
            return seen[end], data
        seen[end] = data
        i += 1
