# W14: takes any text with a dot for a float, and 1e22 for none
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
    text = json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    if "." in text or "NaN" in text:
        raise ValueError("float")
    return text.encode("utf-8")
