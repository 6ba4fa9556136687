"""What the machine must have: looked for, installed where that is allowed, and named plainly where it is not."""
