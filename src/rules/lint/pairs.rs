//! Whether a rule looks at every pair of entities.

use rustc_hash::FxHashSet;

use crate::diag::{Diagnostic, codes};
use crate::rules::program::{Check, Node, Procedures, Program, quoted};
use crate::source::{Sources, Span};

/// Warns of conditions that go through all of a set for each subject, and of `let`s (by their places) that do so for a condition.
pub fn pairs(sources: &Sources, check: &Check, conditions: Vec<Span>, lets: Vec<(usize, Span)>) -> Vec<Diagnostic> {
    let mut asked = Vec::new();
    lets_asked(&check.require, check, &mut asked);
    let asked = lets.into_iter().filter(|(at, _)| asked.contains(at)).map(|(_, span)| span);
    conditions.into_iter().chain(asked).map(|span| every_pair(sources, span, "subject")).collect()
}

/// Warns of selections in a definition that go through all of a set anew for each thing it is asked about.
pub fn pairs_of_definition(sources: &Sources, spans: impl IntoIterator<Item = Span>) -> impl Iterator<Item = Diagnostic> {
    spans.into_iter().map(|span| every_pair(sources, span, "thing it is asked about"))
}

/// Whether a selection goes through all entities of a set anew for each value of something outside it.
pub fn is_anew(procedures: &Procedures, program: &Program, variable: usize, set: &Node, condition: Option<&Node>) -> bool {
    is_everything(procedures, program, set) && condition.is_some_and(|condition| depends(program, condition, variable))
}

fn every_pair(sources: &Sources, span: Span, each: &str) -> Diagnostic {
    let message = format!("this looks at everything in {} anew for each {each}", quoted(sources, span));
    Diagnostic::warning(&codes::E0516, span, message, "")
        .note("on a model ten times as large it takes a hundred times as long")
        .help(
            "compare a field with what stands outside by `==` or `in`, as in `x in service where x.owner == r`, \
             or start from a field, as in `x in r.services`",
        )
}

/// The `let`s that an expression asks for, in turn.
fn lets_asked(node: &Node, check: &Check, asked: &mut Vec<usize>) {
    node.walk(&mut |inner| {
        if let Node::Let(at) = inner
            && !asked.contains(at)
        {
            asked.push(*at);
            check.program.lets.get(*at).iter().for_each(|node| lets_asked(node, check, asked));
        }
    });
}

/// Whether the set holds all entities of a kind, groups of all of them, or what is left of them by conditions that mention nothing outside.
fn is_everything(procedures: &Procedures, program: &Program, set: &Node) -> bool {
    match set {
        Node::All(_) => true,
        Node::Filtered(selection) => {
            selection.lookup.is_none()
                && is_everything(procedures, program, &selection.set)
                && !depends(program, set, selection.variable)
        }
        Node::Grouped(grouping) => {
            is_everything(procedures, program, &grouping.selection.set) && !depends(program, set, grouping.selection.variable)
        }
        Node::Let(at) => {
            program.lets.get(*at).is_some_and(|node| !depends(program, node, 1) && is_everything(procedures, program, node))
        }
        Node::Define(at, given) if given.is_empty() => {
            procedures.get(*at).is_some_and(|procedure| is_everything(procedures, &procedure.program, &procedure.body))
        }
        Node::Once(_, inner) => is_everything(procedures, program, inner),
        _ => false,
    }
}

/// Whether the value changes with a variable bound outside the selection of `variable`.
fn depends(program: &Program, node: &Node, variable: usize) -> bool {
    depends_but(program, node, variable, &mut FxHashSet::default())
}

/// As [`depends`], without the `let`s that were looked into: each may name others many times over.
fn depends_but(program: &Program, node: &Node, variable: usize, seen: &mut FxHashSet<usize>) -> bool {
    let mut found = false;
    node.walk(&mut |inner| match inner {
        Node::Variable(at) => found |= *at < variable,
        Node::Let(at) if seen.insert(*at) => {
            found |= program.lets.get(*at).is_some_and(|node| depends_but(program, node, 1, seen));
        }
        _ => {}
    });
    found
}
