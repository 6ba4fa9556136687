"""The history of the schema, in plain SQL. Add a revision; never change one that was released."""
