"""Tasks that ask for music: to continue a score, or to write a melody to a brief."""
