"""The demo: everything on this machine, started in order, watched, and stopped in order."""
