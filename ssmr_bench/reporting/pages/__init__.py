"""Web pages that need nothing beside them: a jinja file for each, with the style and the script that go with it."""

from ssmr_bench.reporting.pages.shell import island, page

__all__ = ["island", "page"]
