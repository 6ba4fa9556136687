"""Agents: who is offered the next caller, and what their presence says of it."""
