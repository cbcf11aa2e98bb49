//! What the world outside a model says: the day it is judged on, which files are on record, and who will read what is made.
//!
//! Everything here is an input. The core neither reads a disk or a clock nor knows who asks; whoever calls it says so.

mod cancel;
mod files;

pub use cancel::{Cancel, Cancelled, Patience};
pub use files::{Absent, FileSet, FileState, Files, Given, Record, Unread};

use std::sync::Arc;

use crate::quantity::Date;

/// What the world outside the model says: the as-of date and which files exist.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The day everything is judged on.
    pub today: Date,
    /// The files below the model's folder.
    pub files: Arc<dyn Files>,
    /// Who will read what is made.
    pub audience: Audience,
}

/// Who will read what is made from a model.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Audience {
    /// Anybody: licensed texts, those of entities marked `private: true`, are left out.
    #[default]
    Anybody,
    /// Only those who may read the licensed texts.
    Licensed,
}
