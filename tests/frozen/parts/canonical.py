import json


def canonical(obj: dict) -> bytes:
    """The one encoding of a JSON object; a float or a key that is no text raises ``ValueError``."""

    def look_at(value):
        if isinstance(value, float):
            raise ValueError(f"{value!r} is a float, which has more than one spelling")
        if isinstance(value, dict):
            for key, inner in value.items():
                if not isinstance(key, str):
                    raise ValueError(f"the key {key!r} is no text")
                look_at(inner)
        if isinstance(value, list):
            for inner in value:
                look_at(inner)

    look_at(obj)
    text = json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode("utf-8")
