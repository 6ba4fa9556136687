"""The running hotline's learning: from orders to a night's candidate, what it proposes in the shadow, how it did."""
