"""Placeholder until the adapters are merged."""

from typing import Any

ADAPTERS: tuple[Any, ...] = ()
