# W8: sorts the lists too
# caught by: a list keeps its order

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
    def ordered(value):
        if isinstance(value, dict):
            return {key: ordered(value[key]) for key in value}
        if isinstance(value, list):
            return sorted((ordered(item) for item in value), key=str)
        return value
    return json.dumps(ordered(obj), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
