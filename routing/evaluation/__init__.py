"""How good routing is, measured so that nobody has to take our word for it."""
