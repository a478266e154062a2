# W21: wants all 256 bits to agree
# caught by: any two of many: at most 16·√(2^bits) tries, not 2^bits

def find_collision(bits, h):
    seen, i = {}, 0
    while True:
        data = str(i).encode()
        digest = h(data)
        if digest in seen:
            return seen[digest], data
        seen[digest] = data
        i += 1
