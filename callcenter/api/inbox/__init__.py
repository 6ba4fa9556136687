"""The inbox: what came by every channel, and the dead letters that a person mends."""
