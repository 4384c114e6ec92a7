"""`ssmr verify` and `ssmr submit`."""

from __future__ import annotations

import json
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ssmr_bench.cli.app import BAD_INPUT, UNSOUND, ssmr
from ssmr_bench.cli.counting import counted
from ssmr_bench.errors import ConfigError, DataError, FileError
from ssmr_bench.files import no_folder
from ssmr_bench.reporting.plain import printable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ssmr_bench.errors import SSMRError
    from ssmr_bench.evaluation.verification import Verification

_LINE = 400
"""Characters of a finding that are shown; a file has them all."""
_FINDINGS = "Show so many findings of each result"


@ssmr.command()
def verify(
    results: Annotated[
        list[Path], typer.Argument(help="Folders of results, one or many below each; or their result.json.")
    ],
    items: Annotated[int, typer.Option(min=0, help=f"{_FINDINGS}; --json has all.")] = 20,
    json_file: Annotated[Path | None, typer.Option("--json", help="A file for all findings.")] = None,
) -> None:
    """Work out again all that a result says, from its rows, and say that it is valid, or what is wrong.

    Split, prompts, pictures and judge are those of this installation; no model is asked. Exit status: 0 all are valid,
    1 something is wrong, 2 bad input, or the data of a run are not here; the others are verified all the same.

    Examples:
    - `ssmr verify results/`
    - `ssmr verify results/ssmr_text/qwen3-8b/paper --json findings.json`
    """
    from ssmr_bench.files import write_whole

    lacking: dict[Path, SSMRError] = {}
    found = _verified(_folders(results), lacking)
    _show(found, items)
    for folder, error in lacking.items():
        print(f"not verified: {printable(f'{folder}: {error}')}", file=sys.stderr)
    if json_file is not None:
        write_whole(json_file, json.dumps([_record(each) for each in found], indent=2) + "\n")
    if not all(each.valid for each in found):
        raise typer.Exit(UNSOUND)
    if lacking:
        raise typer.Exit(BAD_INPUT)


@ssmr.command()
def submit(
    runs: Annotated[list[Path], typer.Argument(help="Folders of results, one or many below each.")],
    out: Annotated[Path, typer.Option(help="A new folder for the submission, or a .zip.")] = Path("submission"),
    by: Annotated[str, typer.Option(help="Who submits.")] = "",
    note: Annotated[str, typer.Option(help="What else there is to know.")] = "",
    link: Annotated[str, typer.Option(help="Where the weights are, or a page about the model.")] = "",
    redact: Annotated[
        bool, typer.Option("--redact", help="Leave out private addresses, and the folders of absolute paths.")
    ] = False,
    items: Annotated[int, typer.Option(min=0, help=f"{_FINDINGS}.")] = 20,
) -> None:
    """Pack runs for a pull request that publishes them: the figures, the rows, and a manifest with their digests.

    What `ssmr verify` finds wrong is refused with status 1, and nothing is written. A run that is published already,
    for a manifest lies beside it, is left out.

    Examples:
    - `ssmr submit results/ssmr_text/qwen3-8b/paper --by "Ada L." --link https://huggingface.co/Qwen/Qwen3-8B`
    - `ssmr submit results/ --redact --out submission.zip`
    """
    from ssmr_bench.evaluation import submission
    from ssmr_bench.evaluation.verification.manifest import Submitter

    submitter = Submitter(by, note, link)
    if out.exists():
        raise FileError(f"{out} is there already; remove it, or name another with --out")
    found = _verified(_unpublished(_folders(runs)))
    _show(found, items)
    if not all(each.valid for each in found):
        print("nothing was written; a submission holds valid results alone", file=sys.stderr)
        raise typer.Exit(UNSOUND)
    whole = [each.run for each in found if each.run is not None]
    for run in whole if not redact else ():
        for said in submission.machine_bound(run.result):
            print(f"{printable(str(run.folder))}: {printable(said)} with --redact", file=sys.stderr)
    files = submission.packed(whole, submitter, redact=redact)
    submission.write(files, out)
    print(_steps(out, sorted({str(place.parent) for place in files})))


def _folders(paths: Sequence[Path]) -> list[Path]:
    """The folders of results that are named, or that lie below; one that has lost its `result.json` among them.

    Raises:
        FileError: if there are none.
    """
    from ssmr_bench.evaluation.result import RESULT, SAMPLES

    found: list[Path] = []
    for path in paths:
        if path.is_file() and path.name in (RESULT, SAMPLES):
            found.append(path.parent)
            continue
        below = {file.parent for name in (RESULT, SAMPLES) for file in path.glob(f"**/{name}")}
        if not below:
            way_out = "name a folder that ssmr-eval wrote"
            raise FileError(f"there is no result in {path}; {way_out}") if path.is_dir() else no_folder(path, way_out)
        found += sorted(below)
    return list(dict.fromkeys(found))


def _unpublished(folders: Sequence[Path]) -> list[Path]:
    """Those without a manifest; of the others it says that they are left out.

    Raises:
        ConfigError: if none is left.
    """
    from ssmr_bench.evaluation.verification.manifest import MANIFEST

    fresh = [folder for folder in folders if not (folder / MANIFEST).is_file()]
    if not fresh:
        these = f"{folders[0]} is" if len(folders) == 1 else f"all {len(folders)} runs are"
        raise ConfigError(f"{these} published already, with a {MANIFEST}; name a new run, or take that file away")
    for folder in folders:
        if folder not in fresh:
            print(printable(f"left out: {folder}: it is published already, with a {MANIFEST}"), file=sys.stderr)
    return fresh


def _verified(folders: Sequence[Path], lacking: dict[Path, SSMRError] | None = None) -> list[Verification]:
    """What is found of each; where its data are not here, the error goes to `lacking`, if others can be looked at.

    Raises:
        DataError, FileError: if the data of one are not here and `lacking` is None, or if those of none are.
    """
    from ssmr_bench.evaluation.verification import verify as verified

    found: list[Verification] = []
    with counted() as shown:
        for folder in folders:
            which = f"{len(found) + len(lacking or ()) + 1} of {len(folders)}"
            try:
                found.append(verified(folder, lambda what, *counts, of=which: shown(f"{what}, {of}", *counts)))
            except (DataError, FileError) as error:
                if lacking is None:
                    raise
                lacking[folder] = error
    if lacking and not found:
        raise next(iter(lacking.values()))
    return found


def _show(found: Sequence[Verification], most: int) -> None:
    from ssmr_bench.reporting.table import percent

    for each in found:
        folder = printable(str(each.folder))
        if each.valid:
            assert each.run is not None
            accuracy, interval = percent(each.run.accuracy)
            print(f"valid: {folder}: {len(each.run.rows)} items, accuracy {accuracy} ({interval})")
            for remark in each.remarks:
                print(f"  but for this: {printable(remark)}")
            continue
        print(f"invalid: {folder}: {len(each.findings)} finding{'s' * (len(each.findings) > 1)}")
        for finding in each.findings[:most]:
            print(f"  {printable(str(finding)[:_LINE])}")
        if more := len(each.findings[most:]):
            print(f"  and {more} more; --items shows more of them, ssmr verify --json all")
    valid = sum(each.valid for each in found)
    if len(found) > 1:
        print(f"{len(found)} results: {valid} valid, {len(found) - valid} not")


def _record(each: Verification) -> dict[str, object]:
    return {
        "folder": each.folder.as_posix(),
        "valid": each.valid,
        "n": None if each.run is None else len(each.run.rows),
        "remarks": list(each.remarks),
        "findings": [{"place": finding.place, "flaw": finding.flaw} for finding in each.findings],
    }


def _steps(out: Path, places: Sequence[str]) -> str:
    """What is left to do by hand."""
    packed = shlex.quote(str(out.absolute()))
    copy = f"unzip {packed} -d results" if out.suffix == ".zip" else f"cp -R {packed}/. results/"
    add = " ".join(shlex.quote(f"results/{place}") for place in places)
    many, them = (f"{len(places)} results", "them") if len(places) > 1 else ("1 result", "it")
    return "\n".join(
        (
            f"{out} holds {many}. To publish {them}, in a clone of your fork of the project:",
            f"  {copy}",
            f"  git checkout -b results && git add --force {add}",
            '  git commit -m "Results" && git push origin results',
            f"and open a pull request that changes nothing else; its check runs ssmr verify on {them}.",
        )
    )
