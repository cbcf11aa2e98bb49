//! Where the labels of a finding go.

use super::{Node, Selection, Step};

/// A planned place for a label.
#[derive(Clone, Debug)]
pub enum Anchor {
    /// The names of these entities.
    Names(Node),
    /// The written value of a field, or what a computed field leads to.
    Field(Node, Step),
    /// Those items of a written list that a filter lets through: `(x in p.operates where …)`.
    Items(Node, Step, Box<Selection>),
    /// One or the other.
    Either(Node, Box<[Anchor; 2]>),
}
