"""Values of music theory: pitches, intervals, chords, keys, scales, durations and meters; no input, no output."""
