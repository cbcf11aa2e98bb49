//! All tests of the crate from outside, in one program.

// Tests are the outside world.
#![allow(clippy::disallowed_methods)]

mod architecture;
mod bad_input;
mod cli;
mod grammar;
// mod pages;
mod program;
mod properties;
// mod spec;
mod support;
mod syntax_recovery;
