//! What one console shows and does with input. Pure.
