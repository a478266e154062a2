# C6: functools.reduce, in pieces

from functools import reduce

def sha(data):
    h = hashlib.sha256()
    view = memoryview(bytes(data))
    for i in range(0, len(view), 1000):
        h.update(view[i : i + 1000])
    return h.digest()

hash256 = lambda data: reduce(lambda d, f: f(d), [sha, sha], data)
