"""The catalogue of a city: what demands are about, where they happen, and who answers for them."""
