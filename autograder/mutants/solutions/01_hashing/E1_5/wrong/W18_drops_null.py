# W18: leaves out what is None
# caught by: other contents, other bytes: 12 and 3 are not 1 and 23, true is not 1

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
    def fewer(value):
        if isinstance(value, dict):
            return {key: fewer(value[key]) for key in value if value[key] is not None}
        return [fewer(item) for item in value] if isinstance(value, list) else value
    return json.dumps(fewer(obj), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
