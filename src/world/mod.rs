//! What the world outside a model says: the day it is judged on, which files are on record, and who will read what is made.
//!
//! Everything here is an input. The core neither reads a disk or a clock nor knows who asks; whoever calls it says so.

use std::collections::BTreeSet;

use crate::quantity::Date;

/// What the world outside the model says: the as-of date and which files exist.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    /// The day everything is judged on.
    pub today: Date,
    /// The files below the model's folder.
    pub files: FileFacts,
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

/// What stands in place of a licensed text that its readers may not see.
pub const WITHHELD: &str = "(licensed text, left out)";

/// The files known to exist, by their paths below the model's folder, with `/`.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct FileFacts {
    known: BTreeSet<Box<str>>,
}

impl FileFacts {
    /// The facts that these files exist.
    pub fn new(paths: impl IntoIterator<Item = impl Into<Box<str>>>) -> FileFacts {
        FileFacts { known: paths.into_iter().map(Into::into).collect() }
    }

    /// Whether the file of this path, relative to the model's folder, exists.
    pub fn exists(&self, path: &str) -> bool {
        self.known.contains(path)
    }
}
