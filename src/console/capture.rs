//! The line that takes whatever is said: always there, open and empty after each Enter.

use super::field::Field;

/// The capture line and the lines parked beside it.
#[derive(Debug, Clone, Default)]
pub struct Capture {
    /// What is being typed.
    pub field: Field,
}
