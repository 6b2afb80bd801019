//! Line numbers in the order of what happened. Apart because an import may come in any order: a
//! plain vector would move its whole tail for every line, so the numbers are kept in chunks, and an
//! insertion touches one of them.

use crate::domain::time::Timestamp;

/// What the order is by: when it happened, then the row.
pub(super) type Key = (Timestamp, u64);

/// A chunk is split when it grows to this many numbers.
const CHUNK: usize = 1024;

/// Numbers sorted by a key that their owner knows. No chunk is empty.
#[derive(Debug, Clone, Default)]
pub(super) struct Order {
    chunks: Vec<Vec<u32>>,
    len: usize,
}

/// How it is chunked tells only in what order the numbers came.
impl PartialEq for Order {
    fn eq(&self, other: &Self) -> bool {
        self.len == other.len && self.iter().eq(other.iter())
    }
}

impl Order {
    /// How many numbers.
    pub(super) const fn len(&self) -> usize {
        self.len
    }

    /// All numbers, in order.
    pub(super) fn iter(&self) -> std::iter::Flatten<std::slice::Iter<'_, Vec<u32>>> {
        self.chunks.iter().flatten()
    }

    /// The number at a place.
    pub(super) fn at(&self, mut place: usize) -> Option<u32> {
        for chunk in &self.chunks {
            match chunk.get(place) {
                Some(number) => return Some(*number),
                None => place -= chunk.len(),
            }
        }
        None
    }

    /// Puts a number where its key belongs; a number is put in once.
    pub(super) fn insert(&mut self, number: u32, key_of: impl Fn(u32) -> Key) {
        let key = key_of(number);
        self.len += 1;
        let is_last = |chunk: &Vec<u32>| chunk.last().is_none_or(|last| key_of(*last) < key);
        match self.chunks.last_mut() {
            Some(chunk) if !is_last(chunk) => {}
            Some(chunk) if chunk.len() < CHUNK => return chunk.push(number),
            _ => return self.chunks.push(vec![number]),
        }
        let (at, within) = self.find(key, &key_of);
        let Some(chunk) = self.chunks.get_mut(at) else { return };
        chunk.insert(within, number);
        if chunk.len() > CHUNK {
            let tail = chunk.split_off(CHUNK / 2);
            self.chunks.insert(at + 1, tail);
        }
    }

    /// Takes a number out; `key` is the one that it stands under.
    pub(super) fn remove(&mut self, key: Key, key_of: impl Fn(u32) -> Key) {
        let (at, within) = self.find(key, &key_of);
        let Some(chunk) = self.chunks.get_mut(at) else { return };
        if chunk.get(within).is_some_and(|number| key_of(*number) == key) {
            chunk.remove(within);
            self.len -= 1;
            if chunk.is_empty() {
                self.chunks.remove(at);
            }
        }
    }

    /// At which place a key stands, or would stand.
    pub(super) fn place(&self, key: Key, key_of: impl Fn(u32) -> Key) -> usize {
        let (at, within) = self.find(key, &key_of);
        self.chunks.iter().take(at).map(Vec::len).sum::<usize>() + within
    }

    /// Chunk and place in it of the first number whose key is not below `key`.
    fn find(&self, key: Key, key_of: &impl Fn(u32) -> Key) -> (usize, usize) {
        let below = |number: &u32| key_of(*number) < key;
        let at = self.chunks.partition_point(|chunk| chunk.last().is_some_and(below));
        (at, self.chunks.get(at).map_or(0, |chunk| chunk.partition_point(below)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Order, Timestamp};

    #[test]
    fn any_order_of_arrival_reads_the_same() {
        // 7 and 10,007 share no factor, so that `i * 7 % 10,007` visits every number once.
        let numbers: Vec<u32> = (0..10_007).map(|i| i * 7 % 10_007).collect();
        let key = |number: u32| (Timestamp::from_millis(i64::from(number / 3)), u64::from(number));
        let mut order = Order::default();
        for number in &numbers {
            order.insert(*number, key);
        }
        assert!(order.iter().copied().eq(0..10_007));
        for number in (0..10_007).filter(|number| number % 2 == 0) {
            order.remove(key(number), key);
        }
        assert_eq!(order.len(), 5_003);
        assert_eq!(order.at(2_500), Some(5_001));
        assert_eq!(order.place(key(5_001), key), 2_500);
        assert_eq!(order.at(5_003), None);
    }
}
