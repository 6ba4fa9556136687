"""Help for whoever takes a demand while it is spoken."""
