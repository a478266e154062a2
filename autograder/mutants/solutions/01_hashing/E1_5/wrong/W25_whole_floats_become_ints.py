# W25: writes 2.0 as 2
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
    def exact(value):
        if isinstance(value, float):
            if not value.is_integer():
                raise ValueError("float")
            return int(value)
        if isinstance(value, dict):
            return {key: exact(value[key]) for key in value}
        return [exact(item) for item in value] if isinstance(value, list) else value
    return json.dumps(exact(obj), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
