"""From words to an order: `models.intake.accept` keeps what a channel brought, this room makes the order of it."""
