from blockkit.classroom.slots import TODO


def to_display(raw):
    if raw is TODO:
        return TODO
    return raw[::-1].hex()
