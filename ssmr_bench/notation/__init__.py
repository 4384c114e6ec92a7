"""Written music: scores, and how they are put into ABC."""
