//! A part of a value that few values have. Apart, because a room holds a hundred thousand lines,
//! and most have no quote, no answer and no history: where a part is as usual, it takes one word.

use std::fmt;
use std::ops::{Deref, DerefMut};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// What most values have in this place.
pub trait Usual: Clone + PartialEq + 'static {
    /// The same for all of them.
    fn usual() -> &'static Self;
}

/// A part that is mostly as usual. It reads, compares and serialises as the part itself; the first
/// change gives it a place of its own.
#[derive(Clone)]
pub struct Rare<T>(Option<Box<T>>);

impl<T> Default for Rare<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: Usual> From<T> for Rare<T> {
    fn from(part: T) -> Self {
        Self((part != *T::usual()).then(|| Box::new(part)))
    }
}

impl<T: Usual> Deref for Rare<T> {
    type Target = T;

    fn deref(&self) -> &T {
        self.0.as_deref().unwrap_or_else(|| T::usual())
    }
}

impl<T: Usual> DerefMut for Rare<T> {
    fn deref_mut(&mut self) -> &mut T {
        self.0.get_or_insert_with(|| Box::new(T::usual().clone()))
    }
}

impl<T: Usual> Rare<T> {
    /// The part itself.
    pub fn into_part(self) -> T {
        self.0.map_or_else(|| T::usual().clone(), |part| *part)
    }

    /// Gives the place back where the part has become as usual.
    pub fn settle(&mut self) {
        if self.0.as_deref() == Some(T::usual()) {
            self.0 = None;
        }
    }
}

impl<T: Usual> PartialEq for Rare<T> {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl<T: Usual + Eq> Eq for Rare<T> {}

impl<T: Usual + fmt::Debug> fmt::Debug for Rare<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: Usual + Serialize> Serialize for Rare<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de, T: Usual + Deserialize<'de>> Deserialize<'de> for Rare<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::{Rare, Usual};

    #[derive(Debug, Clone, PartialEq)]
    struct Part {
        list: Vec<u8>,
    }

    impl Usual for Part {
        fn usual() -> &'static Self {
            static USUAL: Part = Part { list: Vec::new() };
            &USUAL
        }
    }

    #[test]
    fn a_usual_part_takes_one_word_however_it_came_about() {
        assert_eq!(size_of::<Rare<Part>>(), size_of::<usize>());
        let mut part = Rare::from(Part { list: Vec::new() });
        assert!(part.0.is_none());
        part.list.push(1);
        assert_eq!(part.list, [1]);
        assert_ne!(part, Rare::default());
        part.list.clear();
        assert_eq!(part, Rare::default());
        part.settle();
        assert!(part.0.is_none());
    }
}
