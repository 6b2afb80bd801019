//! Layers, lengths, documents.
