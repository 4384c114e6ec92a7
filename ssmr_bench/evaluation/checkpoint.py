"""Loads a checkpoint as lm-eval's `hf` does, with the settings that an entry of the models file asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ssmr_bench.evaluation import weights

if TYPE_CHECKING:
    from ssmr_bench.evaluation.models import ModelEntry


def loaded(entry: ModelEntry, concurrency: int) -> Any:
    """lm-eval's model, with eyes where the checkpoint has them.

    Raises:
        Exception: whatever transformers raises for what it can't load.
    """
    import torch
    from lm_eval.models.hf_vlms import HFMultimodalLM
    from lm_eval.models.huggingface import HFLM
    from transformers import AutoConfig

    place = weights.source(entry)
    asked = {name: entry.options[name] for name in ("revision", "trust_remote_code") if name in entry.options}
    config = AutoConfig.from_pretrained(place, **asked)
    known = getattr(config.get_text_config(), "max_position_embeddings", None) or entry.context
    settings = {
        "device": "cuda" if torch.cuda.is_available() else "cpu",
        "batch_size": concurrency,
        "max_length": min(entry.context, known),
        "softmax_dtype": "float32",  # of likelihoods: half precision would make letters equal that are not
        **entry.options,
    }
    if not (entry.vision and getattr(config, "vision_config", None) is not None):
        return HFLM(place, **settings)
    lm = HFMultimodalLM(place, **settings)
    lm.chat_applied = True  # the pictures' places are marked as the model's own template marks them
    return lm
