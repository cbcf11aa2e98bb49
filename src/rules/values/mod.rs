//! Values of expressions, their types, how they print and how they are looked up.

pub mod display;
mod key;
mod types;
mod value;

pub use key::Key;
pub use types::{Entities, ScalarTy, Shape, Ty, article};
pub use value::{Group, Val};
