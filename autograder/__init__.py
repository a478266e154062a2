"""The instructor's side: building notebooks from masters, hidden suites, and their measurement."""
