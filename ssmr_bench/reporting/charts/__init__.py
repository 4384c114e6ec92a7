"""Charts: each a function from plain values to a `Chart`, which is drawn as SVG for a page or a paper, or as PNG.

`accuracy` shows runs with their intervals, `levels` runs by level, `gap` text beside picture, `ladder` checkpoints over
their steps, `heatmap` models by template, `frontier` accuracy over cost.
"""
