# W1: gives one input twice
# caught by: 8 and 16 bits of SHA-256: two different inputs that begin alike

def find_collision(bits, h):
    return b"0", b"0"
