"""Compositions: music that a model writes, and what rules can say of it."""
