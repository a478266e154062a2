# W13: mends ", " and ": " afterwards, also inside texts
# caught by: no spaces between, but texts keep theirs, and their commas and quotes

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
    text = json.dumps(obj, sort_keys=True, ensure_ascii=False)
    return text.replace(", ", ",").replace(": ", ":").encode("utf-8")
