"""A living city: citizens, agents, dispatchers, clerks, reviewers and call-back agents, in simulated time.

They act through the functions behind the API and the call handler, and keep a ledger of their own before they are
answered; every figure of the application can be checked against it (docs/simulation.md).
"""
