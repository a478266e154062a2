# W20: encodes with Latin-1 and ?
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
    text = json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("latin-1", "replace")
