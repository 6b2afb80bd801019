//! What scripts rely on.
