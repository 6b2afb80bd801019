//! Several stores on one file, kills, desks.
