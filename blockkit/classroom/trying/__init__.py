"""How a student's function is called."""
