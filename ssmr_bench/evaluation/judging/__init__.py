"""From a reply to a verdict: thoughts taken off, the final answer found, read as a choice or as music, and judged."""
