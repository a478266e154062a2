# C1: a frozen dataclass that can be read like a dictionary

from collections.abc import Mapping
from dataclasses import dataclass

@dataclass(frozen=True)
class Block(Mapping):
    index: int
    time: int
    transactions: tuple
    previous_hash: str

    def __getitem__(self, key):
        return getattr(self, key)

    def __iter__(self):
        return iter(self.__dataclass_fields__)

    def __len__(self):
        return len(self.__dataclass_fields__)

def new_block(chain, transactions, time):
    return Block(len(chain), time, tuple(transactions), block_id(chain[-1]) if chain else NO_PREVIOUS)
