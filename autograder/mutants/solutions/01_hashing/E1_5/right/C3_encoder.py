# C3: a JSONEncoder, and the result is read back to look for floats

class Canonical(json.JSONEncoder):
    def __init__(self):
        super().__init__(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)

def no_float(text):
    raise ValueError(text)

def keys(value):
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys(inner)

def canonical(obj, encoder=Canonical()):
    assert all(type(key) is str for key in keys(obj)), "text keys, please"
    text = encoder.encode(obj)
    json.loads(text, parse_float=no_float)
    return text.encode()
