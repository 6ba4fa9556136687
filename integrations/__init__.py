"""Everything that speaks with the outside: channels in, systems out."""
