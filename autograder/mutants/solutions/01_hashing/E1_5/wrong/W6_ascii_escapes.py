# W6: writes 张 as \u5f20
# caught by: Chinese names and é are written as they are, in UTF-8

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
    return json.dumps(obj, sort_keys=True, separators=(",", ":")).encode("utf-8")
