# W24: reads one chunk of 4096 bytes, as from a file
# caught by: a long text counts to its last letter

import io

def sha256_hex(text):
    return hashlib.sha256(io.BytesIO(text.encode("utf-8")).read(4096)).hexdigest()
