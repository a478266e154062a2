# W16: sorts keys without regard to capitals
# caught by: the order in which the keys were written does not matter

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
            return {key: ordered(value[key]) for key in sorted(value, key=str.lower)}
        if isinstance(value, list):
            return [ordered(item) for item in value]
        return value
    return json.dumps(ordered(obj), separators=(",", ":"), ensure_ascii=False).encode("utf-8")
