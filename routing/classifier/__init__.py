"""Which of the city's categories the words speak of, with honest probabilities."""
