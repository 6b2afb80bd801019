//! Model to cells. Pure.
