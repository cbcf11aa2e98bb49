//! The door to pest: text in, a flat list of nodes out.
//!
//! pest's own pairs count references for every step down. A flat list in document order is made once for a stretch of text, and
//! lowering then walks over it by index.

use pest::Parser;
use pest::Token;
use pest::error::{ErrorVariant, InputLocation};
use pest_derive::Parser;

pub(super) use rules::Rule;

mod rules {
    #![allow(missing_docs)] // the derived enum has a variant a rule of the grammar, documented there
    use super::Parser;

    #[derive(Parser)]
    #[grammar = "../grammar/sms.pest"]
    pub(in crate::syntax) struct Grammar;
}

/// One match of a rule; the nodes below it follow it directly.
#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    /// What matched.
    pub rule: Rule,
    /// Offset of its first byte in the file.
    pub start: u32,
    /// Offset just past its last byte.
    pub end: u32,
    /// The place in the list of the first node that is not below this one.
    pub after: u32,
}

/// Where the grammar could not go on, and what it had hoped for.
#[derive(Clone, Debug)]
pub(super) struct Refusal {
    /// Offset in the file.
    pub at: u32,
    /// The rules that would have fitted there.
    pub expected: Vec<Rule>,
}

/// Matches all of `text`, which stands at offset `base` of its file, with `rule`. The first node is the rule itself.
///
/// The caller limits the depth of nesting: the generated parser recurses.
pub(super) fn parse(rule: Rule, text: &str, base: usize) -> Result<Vec<Node>, Refusal> {
    let pairs = rules::Grammar::parse(rule, text).map_err(|error| refusal(error, base))?;
    let tokens = pairs.tokens();
    let mut nodes: Vec<Node> = Vec::with_capacity(tokens.len() / 2);
    let mut open: Vec<usize> = Vec::with_capacity(16);
    for token in tokens {
        match token {
            Token::Start { rule, pos } => {
                open.push(nodes.len());
                let at = (base + pos.pos()) as u32;
                nodes.push(Node { rule, start: at, end: at, after: 0 });
            }
            Token::End { pos, .. } => {
                let after = nodes.len() as u32;
                if let Some(node) = open.pop().and_then(|at| nodes.get_mut(at)) {
                    node.end = (base + pos.pos()) as u32;
                    node.after = after;
                }
            }
        }
    }
    Ok(nodes)
}

fn refusal(error: pest::error::Error<Rule>, base: usize) -> Refusal {
    let at = match error.location {
        InputLocation::Pos(at) => at,
        InputLocation::Span((start, _)) => start,
    };
    let expected = match error.variant {
        ErrorVariant::ParsingError { positives, .. } => positives,
        ErrorVariant::CustomError { .. } => Vec::new(),
    };
    Refusal { at: (base + at) as u32, expected }
}
