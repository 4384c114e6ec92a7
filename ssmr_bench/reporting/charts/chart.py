"""A chart: what it is called, what it says to those who don't see it, and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from ssmr_bench.errors import ConfigError
from ssmr_bench.files import whole
from ssmr_bench.reporting.charts.lettering import FAMILIES, FONT, known, plain
from ssmr_bench.reporting.charts.theme import Theme

if TYPE_CHECKING:
    from pathlib import Path

_ENDINGS = (".svg", ".png")
_SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart, in the words of Vega-Lite."""

    title: str
    description: str
    """For screen readers, after the title."""
    spec: dict[str, Any]
    """A Vega-Lite specification without a configuration."""

    def svg(self, theme: Theme = Theme.PAGE) -> str:
        """The chart as one SVG element, for a page (which may hold several) or a paper."""
        import vl_convert

        drawn = vl_convert.vegalite_to_svg(self.spec, config=theme.config(), allowed_base_urls=[])
        root = ET.fromstring(drawn)  # noqa: S314 - Vega's own, no file of others
        _tidy(root)
        said = " ".join(filter(None, (f"{plain(self.title)}.", plain(self.description))))
        names = {"role": "graphics-document", "aria-roledescription": "chart", "aria-label": said}
        kept = {name: root.attrib[name] for name in ("width", "height", "viewBox")}
        root.attrib.clear()
        root.attrib.update({"xmlns": _SVG, **kept, "font-family": FAMILIES, **names})
        return ET.tostring(root, encoding="unicode") + "\n"

    def png(self) -> bytes:
        """The chart on white, at twice the size.

        The same bytes on any machine, unless a name has letters that the font lacks: these are the machine's own.
        """
        import resvg_py

        drawn = self.svg(Theme.PAPER)
        return bytes(
            resvg_py.svg_to_bytes(svg_string=drawn, zoom=2, skip_system_fonts=known(drawn), font_files=[str(FONT)])
        )

    def write(self, path: Path) -> None:
        """Writes it for a paper, as SVG or as PNG by the file's ending.

        Raises:
            ConfigError: if it ends otherwise.
            FileError: if the file can't be written.
        """
        check_ending(path)
        with whole(path) as draft:
            draft.write_bytes(self.png() if path.suffix.lower() == ".png" else self.svg(Theme.PAPER).encode())


def check_ending(path: Path) -> None:
    """Passes where a chart can be written to a file of that name.

    Raises:
        ConfigError: if it can't.
    """
    if path.suffix.lower() not in _ENDINGS:
        raise ConfigError(f"{path} must end in {' or '.join(_ENDINGS)}")


def _tidy(element: ET.Element) -> None:
    """Takes away what a page has no use for: classes that its style sheet may know, and paths of nothing."""
    element.tag = element.tag.removeprefix(f"{{{_SVG}}}")
    for name in ("class", "font-family", "pointer-events", "style"):
        element.attrib.pop(name, None)
    for child in list(element):
        _tidy(child)
        if child.tag == "path" and (
            child.get("display") == "none" or (child.get("aria-hidden") and not child.get("fill"))
        ):
            element.remove(child)
