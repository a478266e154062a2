# W5: takes floats, only NaN is refused
# caught by: a float is refused at any depth: 2.0, 1e22, NaN and infinity

def check_keys(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError(f"{key!r} is no text")
            check_keys(inner)
    elif isinstance(value, list):
        for inner in value:
            check_keys(inner)


def canonical(obj):
    check_keys(obj)
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode("utf-8")
