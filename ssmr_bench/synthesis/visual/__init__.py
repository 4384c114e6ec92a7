"""The visual twins of problems: the same question, with the music as staff notation."""

from ssmr_bench.synthesis.visual.cache import PictureCache, Style, default_folder
from ssmr_bench.synthesis.visual.looks import Look
from ssmr_bench.synthesis.visual.prints import FORMS, pictures

__all__ = ["FORMS", "Look", "PictureCache", "Style", "default_folder", "pictures"]
