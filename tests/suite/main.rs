//! All tests of the crate from outside, in one program.

// Tests are the outside world.
#![allow(clippy::disallowed_methods)]

mod architecture;
mod bad_input;
mod cli;
mod pages;
mod program;
mod spec;
mod support;
