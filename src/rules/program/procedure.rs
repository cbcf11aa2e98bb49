//! Expressions that have a name: `define in_force(a: agreement) = …`.

use rustc_hash::FxHashMap;

use crate::model::FieldId;
use crate::rules::values::Ty;
use crate::source::Origin;

use super::{Node, Program};

/// All named expressions and computed fields of a model.
#[derive(Clone, Debug, Default)]
pub struct Procedures {
    pub all: Vec<Named>,
    /// What names mean in the rules of the organisation.
    pub by_name: FxHashMap<Box<str>, usize>,
    /// What they mean in the library, where the organisation has a definition of the same name.
    pub in_library: FxHashMap<Box<str>, usize>,
    /// The computed fields; they stand behind the definitions.
    pub by_field: FxHashMap<FieldId, usize>,
    /// Whether all are planned, with how deep they are; before that only what they take is known.
    pub settled: bool,
}

/// A named expression: what it takes, and what it gives.
#[derive(Clone, Debug)]
pub struct Named {
    /// The types of what it takes.
    pub parameters: Vec<Ty>,
    /// `None` where it has an error of its own, which has been told, or is not planned yet.
    pub procedure: Option<Procedure>,
}

/// A named expression, planned. Its parameters are its first variables.
#[derive(Clone, Debug)]
pub struct Procedure {
    pub program: Program,
    pub body: Node,
    /// The type of what it gives.
    pub ty: Ty,
    /// How deep it is nested, with those it calls.
    pub depth: usize,
}

impl Procedures {
    /// The place of what `name` means to somebody of this origin: a definition of the library is never replaced by one that the
    /// organisation happens to call the same.
    pub fn place(&self, name: &str, origin: Origin) -> Option<usize> {
        let in_library = match origin {
            Origin::Library => self.in_library.get(name),
            Origin::Model | Origin::Record => None,
        };
        in_library.or_else(|| self.by_name.get(name)).copied()
    }

    /// The procedure at this place, if it is without error.
    pub fn get(&self, at: usize) -> Option<&Procedure> {
        self.all.get(at)?.procedure.as_ref()
    }

    /// How many there are, those with errors included.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Their names, in no useful order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(|name| &**name)
    }
}
