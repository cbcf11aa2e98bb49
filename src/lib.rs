//! Service management systems as code.

// The parser that pest generates names `alloc`, because pest is built without its default features.
extern crate alloc;

pub mod diag;
pub mod model;
pub mod quantity;
pub mod source;
pub mod syntax;
