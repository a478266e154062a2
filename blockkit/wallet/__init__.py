"""Whoever owns coins: keys, the choice of coins, signing, and an encrypted file."""
