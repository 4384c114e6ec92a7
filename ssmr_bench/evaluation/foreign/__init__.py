"""Tasks that lm-eval ships, asked, kept and judged as ours are: gsm8k, minerva_math500, aime24, mmmu_val_music, others.

Prompts, shots, stops, filters and metrics are the task's own. The data come from the store of `ssmr data pull`, and a
model's text meets the task's code in a process of its own.
"""
