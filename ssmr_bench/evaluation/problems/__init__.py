"""Tasks that ask problems of four options, or the same without them: ours, and those of others."""
