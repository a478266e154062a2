# W2: how many ones more on one side
# caught by: as many ones on both sides, but in other places

def changed_bits(a, b):
    ones = lambda data: sum(x.bit_count() for x in data)
    return abs(ones(a) - ones(b))
