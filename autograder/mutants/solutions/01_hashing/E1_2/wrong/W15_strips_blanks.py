# W15: strips blanks and line ends
# caught by: any bytes will do, also those that are no text

def hash256(data):
    data = bytes(data).strip()
    return hashlib.sha256(hashlib.sha256(data).digest()).digest()
