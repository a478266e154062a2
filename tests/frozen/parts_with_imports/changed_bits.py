from blockkit.classroom.slots import CannotUse
from blockkit.classroom.slots import try_call


def changed_bits(a, b):
    try:
        return try_call(lambda: sum((x ^ y).bit_count() for x, y in zip(a, b, strict=True)))
    except CannotUse as problem:
        raise ValueError('other lengths') from problem
