"""What every room's tests may use: a real database of their own (tests/database.py)."""

pytest_plugins = ["tests.classifiers", "tests.database"]
