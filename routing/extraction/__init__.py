"""What stands in the words: place, request type, danger, the demand itself."""
