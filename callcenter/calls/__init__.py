"""Calls: from a ringing trunk to a recorded conversation with a draft order. One object a call (`Conversation`)."""
