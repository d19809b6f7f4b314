"""The simulated data: accounts, their objects with a history, and the facts that reports add up."""
