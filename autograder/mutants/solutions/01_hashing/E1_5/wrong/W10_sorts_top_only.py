# W10: sorts the keys at the top only
# caught by: keys are sorted at every depth, inside lists too

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
    top = {key: obj[key] for key in sorted(obj)}
    return json.dumps(top, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
