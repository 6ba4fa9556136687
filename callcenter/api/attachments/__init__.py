"""Attachments of orders on the wire."""
