//! Texts with expressions in them.

use crate::rules::values::Val;

use super::Node;

/// A text and the expressions in it, in order.
#[derive(Clone, PartialEq, Debug)]
pub struct Template {
    pub pieces: Vec<Piece>,
}

/// A part of a template.
#[derive(Clone, PartialEq, Debug)]
pub enum Piece {
    Text(Box<str>),
    Value(Node),
    Agreement(Box<Agreement>),
}

/// `{g: is | are}`: one word for one, another for none or several.
#[derive(Clone, PartialEq, Debug)]
pub struct Agreement {
    /// A list, or a whole number.
    pub with: Node,
    pub one: Box<str>,
    pub several: Box<str>,
}

impl Agreement {
    /// The word for so many.
    pub fn form(&self, with: &Val) -> &str {
        let is_one = match with {
            Val::Int(count) => *count == 1,
            list => list.elements().count() == 1,
        };
        if is_one { &self.one } else { &self.several }
    }
}

impl Template {
    /// The expressions.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Value(node) => Some(node),
            Piece::Agreement(agreement) => Some(&agreement.with),
        })
    }

    /// The expressions, to change them.
    pub fn nodes_mut(&mut self) -> impl Iterator<Item = &mut Node> {
        self.pieces.iter_mut().filter_map(|piece| match piece {
            Piece::Text(_) => None,
            Piece::Value(node) => Some(node),
            Piece::Agreement(agreement) => Some(&mut agreement.with),
        })
    }
}
