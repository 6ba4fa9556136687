"""The unified work-order store: tables, the order's workflow, clocks, catalogue, search, migrations.

Imports none of the project's other packages.
"""
