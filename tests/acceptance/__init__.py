"""What the project promises, tried on the whole demo: real exchange, database, recogniser and browser."""
