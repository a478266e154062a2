# C3: a lambda; digits by formatting

sha256_hex = lambda t: "%064x" % int.from_bytes(hashlib.sha256(t.encode()).digest(), "big")
