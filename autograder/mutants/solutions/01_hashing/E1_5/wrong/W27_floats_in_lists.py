# W27: does not look for floats inside lists
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
    def look(value):
        if isinstance(value, float):
            raise ValueError("float")
        if isinstance(value, dict):
            for inner in value.values():
                look(inner)
    look(obj)
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
