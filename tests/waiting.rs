//! What nobody may wait for, measured: whatever has a bar in milliseconds or seconds.
//!
//! A program of its own, which `cargo test` runs after the suite: a time that is measured beside
//! other tests, on two processors, is theirs as much as the program's. Here one test runs at a
//! time, on a machine that does nothing else. What must stay true: no bar stands in the suite,
//! whose deadlines only a failure meets; and a bar here is what people were promised.

#![expect(dead_code, reason = "the suite uses the rest of what these tests begin with")]

mod consoles {
    pub mod given;
}
mod measured;
mod mounts {
    pub mod export;
    pub mod given;
    pub mod running;
}
mod says;
mod terminal {
    pub mod given;
}
