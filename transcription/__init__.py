"""Audio in, words out. Knows no database and no telephone; imports none of the project's other packages."""
