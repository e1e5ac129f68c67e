//! The `holdem` binary.
fn main() {}
