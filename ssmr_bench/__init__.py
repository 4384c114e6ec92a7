"""Sheet-music problems with proved keys, and the tool that scores models on them."""

__version__ = "0.1.0"

__all__ = ["__version__"]
