"""Values of music theory: spelled pitches, intervals, triads, key signatures and meters; no input, no output."""
