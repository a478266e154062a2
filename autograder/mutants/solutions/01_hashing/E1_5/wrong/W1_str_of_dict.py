# W1: what Python prints
# caught by: the order in which the keys were written does not matter

def canonical(obj):
    return str(obj).encode("utf-8")
