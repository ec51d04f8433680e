"""The Authorization Code flow as values: it builds and parses, and does not judge. No network, no clock, no dice."""
