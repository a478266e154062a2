# W20: knows one pair by heart
# caught by: any two of many: at most 16·√(2^bits) tries, not 2^bits

def find_collision(bits, h):
    return b"251", b"115"
