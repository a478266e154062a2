# C4: a static method

class Hasher:
    """Keeps nothing."""

    @staticmethod
    def twice(data):
        once = hashlib.sha256()
        once.update(data)
        return hashlib.new("sha256", once.digest()).digest()

hash256 = Hasher.twice
