"""A citizen's telephone, on pyVoIP (GPL-3.0), in a process of its own: docs/adr/0004-pyvoip-gpl.md.

`python -m callcenter.phone` is that process; only `line.py` imports pyVoIP. Everybody else talks to it through
`callcenter.phone.telephone.Telephone`: a command line in, JSON lines out.
"""
