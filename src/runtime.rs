//! Terminal, input, signals, clock, the loop.
