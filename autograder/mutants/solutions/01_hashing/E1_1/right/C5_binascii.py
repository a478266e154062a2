# C5: an object that can be called, and binascii

import binascii

class Fingerprint:
    """Looks like a function."""

    def __call__(self, text, encoding="utf-8"):
        return binascii.hexlify(hashlib.sha256(text.encode(encoding)).digest()).decode("ascii")

sha256_hex = Fingerprint()
