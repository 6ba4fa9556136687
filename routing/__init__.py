"""Words in, a reasoned proposal out. Never writes."""
