# W24: looks at the keys at the top only
# caught by: a key that is no text is refused at any depth

def canonical(obj):
    if any(not isinstance(key, str) for key in obj):
        raise ValueError("key")
    def look(value):
        if isinstance(value, float):
            raise ValueError("float")
        for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            look(inner)
    look(obj)
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode("utf-8")
