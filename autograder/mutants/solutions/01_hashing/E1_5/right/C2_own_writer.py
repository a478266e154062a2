# C2: writes the JSON itself

def canonical(obj):
    if isinstance(obj, dict):
        for key in obj:
            if not isinstance(key, str):
                raise ValueError(f"{key!r} is no text")
        return b"{" + b",".join(canonical(key) + b":" + canonical(obj[key]) for key in sorted(obj)) + b"}"
    if isinstance(obj, list):
        return b"[" + b",".join(canonical(item) for item in obj) + b"]"
    if isinstance(obj, float):
        raise ValueError("a float has no one spelling")
    return json.dumps(obj, ensure_ascii=False).encode()
