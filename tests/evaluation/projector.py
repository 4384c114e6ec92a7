"""A projector as small as llama.cpp takes one: LLaVA's, with random weights, for a language model of any width."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from gguf import GGUFWriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SIDE, PATCH = 56, 14
"""A picture is 56 pixels wide and high, and has 4 x 4 patches: as many tokens."""
DIM, INNER, HEADS, LAYERS = 32, 64, 2, 2


def write_projector(path: Path, width: int, seed: int = 0) -> Path:
    """Writes a GGUF of 1.6 MB that turns a picture into 16 vectors of that width."""
    writer = GGUFWriter(path, "clip")
    writer.add_bool("clip.has_vision_encoder", True)
    writer.add_bool("clip.use_gelu", True)
    writer.add_string("clip.projector_type", "mlp")
    counts = {
        "image_size": SIDE,
        "patch_size": PATCH,
        "embedding_length": DIM,
        "feed_forward_length": INNER,
        "projection_dim": width,
        "block_count": LAYERS,
        "attention.head_count": HEADS,
    }
    for name, count in counts.items():
        writer.add_uint32(f"clip.vision.{name}", count)
    writer.add_float32("clip.vision.attention.layer_norm_epsilon", 1e-5)
    writer.add_array("clip.vision.image_mean", [0.5, 0.5, 0.5])
    writer.add_array("clip.vision.image_std", [0.5, 0.5, 0.5])
    draw = np.random.default_rng(seed)
    for name, shape in tensors(width):
        writer.add_tensor(name, 0.3 * draw.standard_normal(shape, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def tensors(width: int) -> Iterator[tuple[str, tuple[int, ...]]]:
    """The names that llama.cpp looks for, with their shapes, rows first."""
    yield "v.class_embd", (DIM,)
    yield "v.patch_embd.weight", (DIM, 3, PATCH, PATCH)
    yield "v.position_embd.weight", ((SIDE // PATCH) ** 2 + 1, DIM)
    yield from linear("v.pre_ln", (DIM,))
    for layer in range(LAYERS):
        block = f"v.blk.{layer}"
        for name in ("attn_q", "attn_k", "attn_v", "attn_out"):
            yield from linear(f"{block}.{name}", (DIM, DIM))
        for name in ("ln1", "ln2"):
            yield from linear(f"{block}.{name}", (DIM,))
        yield from linear(f"{block}.ffn_up", (INNER, DIM))
        yield from linear(f"{block}.ffn_down", (DIM, INNER))
    yield from linear("mm.0", (width, DIM))
    yield from linear("mm.2", (width, width))


def linear(name: str, shape: tuple[int, ...]) -> Iterator[tuple[str, tuple[int, ...]]]:
    yield f"{name}.weight", shape
    yield f"{name}.bias", shape[:1]
