"""The telephone exchange's program: found or installed, configured, started and stopped."""
