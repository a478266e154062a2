from blockkit.classroom.slots import REFERENCE as rules


def merkle_root(txids):
    row = list(txids)
    if not row:
        raise ValueError('no txids')
    while len(row) > 1:
        row = row + row[-1:] if len(row) % 2 else row
        row = [rules.hash256(a + b) for a, b in zip(row[::2], row[1::2])]
    return row[0]
