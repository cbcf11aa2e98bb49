//! Edits that rules offer with their findings.

use super::Node;

/// What a rule offers to insert.
#[derive(Clone, Debug)]
pub struct Offer {
    pub text: Node,
    pub place: Beside,
}

/// Where it goes, by an expression that gives one entity.
#[derive(Clone, Debug)]
pub enum Beside {
    Into(Node),
    After(Node),
}
