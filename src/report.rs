//! Incident to documents. Pure.
