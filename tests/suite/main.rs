//! All ordinary tests, as one binary.

mod fidelity;
mod grammar;
mod properties;
mod syntax_recovery;
