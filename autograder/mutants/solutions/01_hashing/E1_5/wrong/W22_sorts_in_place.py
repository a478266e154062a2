# W22: sorts the caller's dictionary itself
# caught by: read back it is the same block, and the block is left alone

def check(value):
    if isinstance(value, float):
        raise ValueError(f"{value!r} is a float")
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError(f"{key!r} is no text")
            check(inner)
    elif isinstance(value, list):
        for inner in value:
            check(inner)


def canonical(obj):
    check(obj)
    text = json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    for key in list(obj):
        if isinstance(obj[key], list):
            obj[key].sort(key=str)
    return text.encode("utf-8")
