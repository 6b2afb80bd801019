//! Letters that stand in a text just so, in any case. Apart from [`super::fuzzy`], which lets
//! others stand between.

/// What is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Literal {
    lower: String,
}

impl Literal {
    /// Takes the letters.
    pub fn new(letters: &str) -> Self {
        Self { lower: letters.to_lowercase() }
    }

    /// The letters, in lower case.
    pub fn lower(&self) -> &str {
        &self.lower
    }

    /// Whether they stand in a text.
    pub fn is_in(&self, text: &str) -> bool {
        text.to_lowercase().contains(&self.lower)
    }

    /// Whether they can stand only where `before` does.
    pub fn narrows(&self, before: &Self) -> bool {
        self.lower.contains(&before.lower)
    }
}
