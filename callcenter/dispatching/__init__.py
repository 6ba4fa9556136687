"""What a dispatcher is shown beside an order: the duty catalogue's text, units that it could go to, what is asked."""
