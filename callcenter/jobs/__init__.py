"""Background jobs: final transcripts, orders from messages, and the sweeps that catch what was lost."""
