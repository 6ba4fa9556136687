"""Who should handle it, by the duty catalogue."""
