"""From a task's name to a result: prompts, backends, the engine that asks, the journal that keeps, the one judge."""
