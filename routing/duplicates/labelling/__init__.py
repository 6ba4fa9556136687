"""Labelled pairs: which to show to a person, what the person said, how far two readings agree."""
