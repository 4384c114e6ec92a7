"""The wire format of Chat Completions: what a request says, and what an answer or an error means."""
