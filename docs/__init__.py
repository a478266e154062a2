"""Pages, and what makes the reference."""
