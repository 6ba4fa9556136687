"""The channels at work: pulling, relaying, their health and alarms."""
