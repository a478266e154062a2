# C2: numpy's unpackbits, where numpy is there

try:
    import numpy

    def changed_bits(a, b):
        x, y = numpy.frombuffer(a, dtype=numpy.uint8), numpy.frombuffer(b, dtype=numpy.uint8)
        return int(numpy.unpackbits(x ^ y).sum())
except ImportError:
    def changed_bits(a, b):
        return sum(bin(x ^ y).count("1") for x, y in zip(a, b))
