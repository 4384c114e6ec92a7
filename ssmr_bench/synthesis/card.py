"""What a frozen split says of itself: a data set card and Croissant metadata, as the Hugging Face hub reads them."""

from __future__ import annotations

import json
from textwrap import dedent
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELDS = {
    "id": "Unique over all splits, and the name that every chance in the problem was drawn from.",
    "template": "How it was made; the templates are the files of ssmr_bench/synthesis/templates.",
    "category": "rhythm, interval, chord or scale.",
    "level": "Difficulty, from 1 (easiest) to 5.",
    "question": "The stem.",
    "abc": "The music in ABC notation; empty where the options are the music.",
    "options": "Four texts, or lines of ABC, for the letters A to D.",
    "answer": "The letter of the option that holds.",
}
_LICENSE = "https://www.apache.org/licenses/LICENSE-2.0"

_CARD = """\
    ---
    pretty_name: SSMR-Bench {version}
    license: apache-2.0
    language: [en]
    task_categories: [multiple-choice, question-answering]
    tags: [music, music-theory, sheet-music, abc-notation, benchmark, rlvr]
    size_categories: [{size}]
    configs:
      - config_name: default
        data_files:
          - split: test
            path: problems.jsonl
    ---

    # SSMR-Bench {version}: can this model read music?

    {count} multiple-choice problems on sheet music in ABC notation. A model reads a score and says what its bars,
    intervals, chords and scales are. After the paper on synthetic sheet music reasoning (arXiv 2509.04059), made anew
    by `ssmr-bench`.

    - Every key is proved: a checker that shares no code with the generator answers each problem again from its text
      alone, and exactly one option holds. music21 agrees with every key.
    - The options give nothing away: they are drawn before the key, and the music is made to fit. Attackers that see the
      options alone stay at chance (25 %), and so do those that see the question with them, or the music, where both
      decide. Run `ssmr audit` to see all this.
    - No problem here has the canonical form of one in the training set, which is the rhythm and the sounds counted from
      the first note. So none is one of those transposed, respelled or with other options.

    **This is the test split: keep it out of training data.** Canary: `{canary}`

    ## Problems

    Levels 1 to 5 and the letters A to D are even in each template.

    | template | problems |
    |----------|---------:|
    {rows}

    ## Fields

    {fields}

    ## Pictures

    Each problem has a visual twin, with its music as staff notation. `ssmr-bench` engraves it on demand and reads it
    back; `pictures.json` holds the digests.

    ## Training problems

    Any number, different from these, and the same bytes on any machine:

        ssmr synthesize --version {version} --split train -n {training} --out train.jsonl

    That file has sha256 `{digest}`.

    ## Limits

    Questions are in English and music is in ABC. The melodies are composed by a program; they are tunes in the common
    practice of Western tonal music and no other. What reads well here has shown that it can read notation; it has not
    shown that it can hear.
    """


def card(manifest: Mapping[str, Any]) -> str:
    """The data set card (README.md) of the split with this manifest."""
    rows = "\n".join(f"| `{name}` | {found['count']} |" for name, found in manifest["templates"].items())
    return dedent(_CARD).format(
        version=manifest["version"],
        count=f"{manifest['count']:,}",
        size="1K<n<10K" if manifest["count"] >= 1000 else "n<1K",
        canary=manifest["canary"],
        rows=rows,
        fields="\n".join(f"- `{name}`: {text}" for name, text in _FIELDS.items()),
        training=manifest["training"]["count"],
        digest=manifest["training"]["sha256"],
    )


def croissant(manifest: Mapping[str, Any]) -> str:
    """The split's metadata as Croissant 1.0, in JSON-LD."""
    record = {
        "@type": "cr:RecordSet",
        "@id": "problems",
        "name": "problems",
        "field": [_field(name, text) for name, text in _FIELDS.items()],
    }
    file = {
        "@type": "cr:FileObject",
        "@id": "problems.jsonl",
        "name": "problems.jsonl",
        "contentUrl": "problems.jsonl",
        "encodingFormat": "application/jsonlines",
        "sha256": manifest["sha256"],
    }
    described = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": f"ssmr-bench-{manifest['version']}",
        "description": f"Problems on sheet music in ABC notation with proved keys. {manifest['canary']}",
        "license": _LICENSE,
        "citeAs": f"SSMR-Bench {manifest['version']}, made by ssmr-bench after arXiv:2509.04059",
        "version": f"{manifest['version']}.0",
        "distribution": [file],
        "recordSet": [record],
    }
    return json.dumps(described, indent=2) + "\n"


def _field(name: str, text: str) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"problems/{name}",
        "name": name,
        "description": text,
        "dataType": "sc:Integer" if name == "level" else "sc:Text",
        "source": {"fileObject": {"@id": "problems.jsonl"}, "extract": {"column": name}},
    } | ({"repeated": True} if name == "options" else {})


_CONTEXT = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "sc": "https://schema.org/",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}
"""The terms of the format, as its specification gives them."""
