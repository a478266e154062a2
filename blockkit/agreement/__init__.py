"""How strangers come to agree, as the papers compute it."""
