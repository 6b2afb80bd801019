//! Given events, when commands, then events or a refusal.
