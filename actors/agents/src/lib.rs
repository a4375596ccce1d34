//! The nine agents: what each takes, gives and may use, over the pure functions of the other crates.
