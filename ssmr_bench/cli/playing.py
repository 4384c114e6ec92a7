"""`ssmr play`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ssmr_bench.cli.app import ssmr
from ssmr_bench.errors import ConfigError, FileError, NotationError

if TYPE_CHECKING:
    from ssmr_bench.notation.score import Score

_ENDINGS = (".wav", ".mid")
_LARGEST = 1_000_000
"""Bytes of a file of ABC."""


@ssmr.command()
def play(
    name: Annotated[str, typer.Argument(metavar="FILE|ID", help="A tune in ABC, or a problem's id.")],
    out: Annotated[Path, typer.Option(help="A file to write: .wav (sound) or .mid (MIDI).")],
    option: Annotated[str | None, typer.Option(help="The option of the problem to play, from A to D.")] = None,
    beats: Annotated[int, typer.Option(min=20, max=300, help="Beats a minute.")] = 100,
) -> None:
    """Write what a tune sounds like: repeats are played out, for up to ten minutes.

    Of a file with several tunes it is the first. Problems that ask which option is right may have music there alone.

    Examples:
    - `ssmr play tune.abc --out tune.wav`
    - `ssmr play 1.0/test/interval_name/0 --out music.mid`
    - `ssmr play 1.0/test/chord_name/0 --option B --out b.wav --beats 60`
    """
    from ssmr_bench.files import whole
    from ssmr_bench.notation.midi import midi
    from ssmr_bench.notation.performance import perform
    from ssmr_bench.notation.sound import wav

    if out.suffix not in _ENDINGS:
        raise ConfigError(f"{out} must end in {' or '.join(_ENDINGS)}")
    performance = perform(_score(name, option), beats)
    with whole(out) as draft:
        draft.write_bytes(wav(performance) if out.suffix == ".wav" else midi(performance))
    print(f"{out} (cut after ten minutes: the tune goes on)" if performance.cut else out)


def _score(name: str, option: str | None) -> Score:
    """The tune of a file, or the music of a problem or of one of its options.

    Raises:
        ConfigError: if the file holds no tune, or the problem has no such music.
        FileError: if the file can't be read.
        UnknownNameError: if there is no such problem.
    """
    from ssmr_bench.cli.showing import named
    from ssmr_bench.synthesis.problem import LETTERS
    from ssmr_bench.synthesis.visual.figures import figures

    path = Path(name)
    if path.suffix == ".abc" or path.exists():
        if option is not None:
            raise ConfigError(f"{name} is a tune, and has no options; leave --option out")
        return _tune(path)
    found = figures(named(name))
    if option is None:
        if found.music is None:
            raise ConfigError(f"{name} has no music but its options; name one, as in --option A")
        return found.music
    if not found.options:
        raise ConfigError(f"the options of {name} are no music; leave --option out")
    if option.upper() not in LETTERS:
        raise ConfigError(f"no option {option!r}; there are {', '.join(LETTERS)}")
    return found.options[LETTERS.index(option.upper())]


def _tune(path: Path) -> Score:
    """The first tune of a file, from its first field on."""
    from ssmr_bench.notation.abc import read

    try:
        with path.open("rb") as file:
            said = file.read(_LARGEST + 1)
    except OSError as error:
        raise FileError(f"{path} can't be read: {error.strerror or error}") from error
    if len(said) > _LARGEST:
        raise ConfigError(f"{path} is larger than a megabyte; no tune is")
    try:
        return read(said.decode("utf-8-sig"))
    except NotationError as error:
        raise ConfigError(f"{path}, {error}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8; save it so, or convert it with iconv") from error
