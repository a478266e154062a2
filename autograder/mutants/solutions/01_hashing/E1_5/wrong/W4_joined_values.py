# W4: joins keys and values without marks
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
    return "".join(f"{key}{obj[key]}" for key in sorted(obj)).encode("utf-8")
