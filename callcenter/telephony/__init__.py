"""The telephone exchange behind one port."""
