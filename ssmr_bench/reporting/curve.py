"""The accuracy of checkpoints over their steps, drawn: a point for each, with its interval and the gate's verdict."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from math import ceil, floor
from typing import TYPE_CHECKING

from ssmr_bench.notation.engraving.raster import FONT
from ssmr_bench.reporting.gate import Verdict
from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from ssmr_bench.reporting.ladder import Ladder, Rung

_WIDTH, _HEIGHT = 960, 540
_LEFT, _RIGHT, _TOP, _BOTTOM = 86, 30, 92, 78
_CHANCE = 0.25
_INK, _PALE, _BLUE = "#1f2933", "#d7dde3", "#2b6cb0"
_COLORS = {Verdict.PASS: "#2f855a", Verdict.REGRESSION: "#c53030", Verdict.INCONCLUSIVE: "#b7791f"}


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a step and an accuracy lie on the picture."""

    steps: tuple[float, float]
    values: tuple[float, float]

    def x(self, step: float) -> float:
        """In pixels."""
        low, high = self.steps
        inner = _WIDTH - _LEFT - _RIGHT - 60
        return _LEFT + 30 + inner * ((step - low) / (high - low) if high > low else 0.5)

    def y(self, value: float) -> float:
        """In pixels, from the top."""
        low, high = self.values
        return _TOP + (_HEIGHT - _TOP - _BOTTOM) * (high - value) / (high - low)


def svg(steps: Ladder) -> str:
    """The picture as SVG; names in it are text and nothing else."""
    places = _places(steps)
    bounds = [bound for rung in steps.rungs for bound in rung.accuracy.interval or ()]
    low, high = max(0.0, floor(min(bounds) * 20 - 0.2) / 20), min(1.0, ceil(max(bounds) * 20 + 0.2) / 20)
    frame = Frame((min(places), max(places)), (low, high))
    points = list(zip(steps.rungs, places, strict=True))
    line = " ".join(f"{frame.x(place):.1f},{frame.y(rung.accuracy.value or 0):.1f}" for rung, place in points)
    drawn = [
        *_axes(frame, steps),
        *_baseline(frame, steps),
        f'<polyline points="{line}" fill="none" stroke="{_BLUE}" stroke-width="2"/>',
        *(_point(rung, frame.x(place), frame) for rung, place in points),
        *_ticks(frame, points),
        *_legend(),
    ]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="Tinos, Liberation Serif, Times New Roman, serif" fill="{_INK}">'
    )
    return "\n".join([head, f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>', *drawn, "</svg>"]) + "\n"


def png(steps: Ladder) -> bytes:
    """The picture as PNG, at twice the size."""
    import resvg_py

    return bytes(resvg_py.svg_to_bytes(svg_string=svg(steps), zoom=2, skip_system_fonts=True, font_files=[str(FONT)]))


def _places(steps: Ladder) -> tuple[float, ...]:
    """Where each checkpoint stands on the axis: at its step, or one after the other where they don't all have one."""
    found = [rung.step for rung in steps.rungs]
    numbers = [step for step in found if step is not None]
    if len(set(numbers)) == len(found):
        return tuple(map(float, numbers))
    return tuple(map(float, range(len(found))))


def _text(x: float, y: float, text: str, size: int = 15, extra: str = "") -> str:
    said = escape(printable(text))
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}"{extra and " " + extra}>{said}</text>'


def _axes(frame: Frame, steps: Ladder) -> list[str]:
    setting, limit = steps.rungs[-1].run.setting, steps.gates[-1].limit
    name = f"{setting.task}, prompt {', '.join(filter(None, (setting.prompt, setting.variant)))}"
    against = "each against the best before it" if steps.best else f"baseline {steps.baseline.setting.model}"
    rule = f"{against}; allowed drop {100 * limit.max_drop:g} points, level {limit.alpha:g}"
    low, high = frame.values
    step = 0.05 if high - low <= 0.4 else 0.1
    made = [
        _text(_LEFT, 34, _short(name, 70), 21),
        _text(_LEFT, 58, _short(rule, 110), 15, 'fill="#52606d"'),
        _text((_LEFT + _WIDTH - _RIGHT) / 2, _HEIGHT - 16, "checkpoint", 16, 'text-anchor="middle"'),
        _text(
            0,
            0,
            "accuracy, 95 % interval",
            16,
            f'text-anchor="middle" transform="translate(24 {_middle()}) rotate(-90)"',
        ),
    ]
    for i in range(ceil(low / step - 1e-9), floor(high / step + 1e-9) + 1):
        y = frame.y(i * step)
        made.append(f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="{_PALE}"/>')
        made.append(_text(_LEFT - 10, y + 5, f"{100 * i * step:.0f} %", 15, 'text-anchor="end"'))
    if low <= _CHANCE <= high:
        made.append(_rule(frame.y(_CHANCE), "chance", "#829ab1"))
    return made


def _middle() -> float:
    return (_TOP + _HEIGHT - _BOTTOM) / 2


def _baseline(frame: Frame, steps: Ladder) -> list[str]:
    """The baseline's accuracy, where all are judged against it and it is on the picture."""
    value = None if steps.best else steps.baseline.accuracy.value
    low, high = frame.values
    return [_rule(frame.y(value), "baseline", _BLUE)] if value is not None and low <= value <= high else []


def _rule(y: float, name: str, color: str) -> str:
    said = _text(_WIDTH - _RIGHT, y - 6, name, 14, f'text-anchor="end" fill="{color}"')
    return f'<path d="M{_LEFT} {y:.1f}H{_WIDTH - _RIGHT}" stroke="{color}" stroke-dasharray="6 5"/>{said}'


def _point(rung: Rung, x: float, frame: Frame) -> str:
    low, high = rung.accuracy.interval or (0.0, 1.0)
    top, bottom, y = frame.y(high), frame.y(low), frame.y(rung.accuracy.value or 0)
    color = _BLUE if rung.gate is None else _COLORS[rung.gate.verdict]
    bar = f"M{x:.1f} {top:.1f}V{bottom:.1f}M{x - 5:.1f} {top:.1f}h10M{x - 5:.1f} {bottom:.1f}h10"
    title = f"<title>{escape(printable(rung.name))}: {100 * (rung.accuracy.value or 0):.1f} %</title>"
    return f'<g stroke="{color}" stroke-width="2"><path d="{bar}"/>{_mark(rung, x, y, color)}{title}</g>'


def _mark(rung: Rung, x: float, y: float, color: str) -> str:
    """A shape for each verdict, for those who don't tell the colours apart."""
    verdict = None if rung.gate is None else rung.gate.verdict
    if verdict is Verdict.REGRESSION:
        return f'<path d="M{x - 6:.1f} {y - 5:.1f}h12l-6 11z" fill="{color}"/>'
    if verdict is Verdict.INCONCLUSIVE:
        return f'<path d="M{x:.1f} {y - 7:.1f}l7 7l-7 7l-7 -7z" fill="#ffffff"/>'
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5.5" fill="{color}"/>'


def _ticks(frame: Frame, points: list[tuple[Rung, float]]) -> list[str]:
    """Names under the axis, no nearer to each other than they are wide."""
    made, last = [], -1e9
    numbers = all(rung.step is not None for rung, _ in points)
    for rung, place in points:
        x = frame.x(place)
        name = f"{rung.step:,}" if numbers else _short(rung.name, 14)
        width = 8 * len(name) + 12
        if x - last >= width:
            made.append(_text(x, _HEIGHT - _BOTTOM + 24, name, 15, 'text-anchor="middle"'))
            last = x
    return made


def _legend() -> list[str]:
    """The shapes, in the upper right corner."""
    made, x = [], _WIDTH - _RIGHT - 330
    for verdict, width in ((Verdict.PASS, 70), (Verdict.INCONCLUSIVE, 125), (Verdict.REGRESSION, 110)):
        color = _COLORS[verdict]
        shape = {
            Verdict.PASS: f'<circle cx="{x}" cy="78" r="5.5" fill="{color}"/>',
            Verdict.INCONCLUSIVE: f'<path d="M{x} 71l7 7l-7 7l-7 -7z" fill="#ffffff"/>',
            Verdict.REGRESSION: f'<path d="M{x - 6} 73h12l-6 11z" fill="{color}"/>',
        }[verdict]
        made.append(f'<g stroke="{color}" stroke-width="2">{shape}</g>{_text(x + 12, 83, verdict, 15)}')
        x += width
    return made


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1]}…"
