"""The wire format of Gemini's generateContent: what an answer says, and what an error means."""
