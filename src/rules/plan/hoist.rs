//! What mentions no variable is evaluated once a run and not once a subject.

use crate::rules::program::{Anchor, Beside, Check, Listing, Node, Offer, Selection};

/// Sees to it that what mentions no variable is evaluated once a run. The subject is bound in all but the set it comes from.
pub fn check(check: &mut Check) {
    let mut onces = 0;
    hoist_selection(&mut check.subjects, 0, &mut onces);
    check.program.lets.iter_mut().for_each(|node| hoist(node, 1, &mut onces));
    hoist(&mut check.require, 1, &mut onces);
    hoist(&mut check.message, 1, &mut onces);
    check.ties.iter_mut().flatten().for_each(|condition| hoist(condition, 1, &mut onces));
    for (place, text) in &mut check.also {
        anchor(place, 1, &mut onces);
        hoist(text, 1, &mut onces);
    }
    if let Some(at) = &mut check.at {
        anchor(at, 1, &mut onces);
    }
    if let Some(help) = &mut check.help {
        hoist(help, 1, &mut onces);
    }
    if let Some(offer) = &mut check.offer {
        hoist_offer(offer, 1, &mut onces);
    }
    check.program.onces = onces;
}

/// As [`check()`], for a register.
pub fn listing(listing: &mut Listing) {
    let mut onces = 0;
    hoist_selection(&mut listing.subjects, 0, &mut onces);
    let nodes = listing.program.lets.iter_mut().chain(&mut listing.columns).chain(&mut listing.sort).chain(&mut listing.group);
    nodes.for_each(|node| hoist(node, 1, &mut onces));
    listing.program.onces = onces;
}

fn anchor(place: &mut Anchor, bound: usize, onces: &mut usize) {
    match place {
        Anchor::Names(node) | Anchor::Field(node, _) => hoist(node, bound, onces),
        Anchor::Items(node, _, selection) => {
            hoist(node, bound, onces);
            hoist_selection(selection, bound, onces);
        }
        Anchor::Either(condition, places) => {
            hoist(condition, bound, onces);
            places.iter_mut().for_each(|place| anchor(place, bound, onces));
        }
    }
}

fn hoist_offer(offer: &mut Offer, bound: usize, onces: &mut usize) {
    hoist(&mut offer.text, bound, onces);
    match &mut offer.place {
        Beside::Into(node) | Beside::After(node) => hoist(node, bound, onces),
    }
}

/// Wraps the parts of `node` that mention no variable and are worth it, so that they are evaluated once a run and not once a subject.
///
/// `bound` is how many variables are in scope where the node stands.
pub fn hoist(node: &mut Node, bound: usize, onces: &mut usize) {
    if matches!(node, Node::All(_) | Node::Once(..)) {
        return;
    }
    let (mut fixed, mut costly) = (true, false);
    node.walk(&mut |inner| match inner {
        Node::Variable(at) => fixed &= *at >= bound,
        Node::Let(_) => fixed = false,
        Node::All(_) | Node::Closure(..) | Node::Define(..) | Node::Referrers(_) => costly = true,
        _ => {}
    });
    if !costly {
        return;
    }
    if fixed {
        let inner = std::mem::replace(node, Node::Missing);
        *node = Node::Once(*onces, Box::new(inner));
        *onces += 1;
        return;
    }
    match node {
        Node::Constant(_)
        | Node::Variants(_)
        | Node::Today
        | Node::Variable(_)
        | Node::Let(_)
        | Node::All(_)
        | Node::Once(..)
        | Node::Missing => {}
        Node::Template(template) => template.nodes_mut().for_each(|node| hoist(node, bound, onces)),
        Node::Step(node, _)
        | Node::Closure(node, _)
        | Node::Not(node)
        | Node::Negate(node)
        | Node::IsEmpty(node)
        | Node::HasKind(node, _)
        | Node::Referrers(node)
        | Node::Matches(node, _) => hoist(node, bound, onces),
        Node::List(nodes)
        | Node::And(nodes)
        | Node::Or(nodes)
        | Node::OrElse(nodes)
        | Node::Call(_, nodes)
        | Node::Define(_, nodes) => {
            nodes.iter_mut().for_each(|node| hoist(node, bound, onces));
        }
        Node::Lacking(parts) => parts.iter_mut().for_each(|(label, value)| {
            hoist(label, bound, onces);
            hoist(value, bound, onces);
        }),
        Node::Equal(left, right) | Node::Order(_, left, right) | Node::In(left, right) | Node::Arithmetic(_, left, right) => {
            hoist(left, bound, onces);
            hoist(right, bound, onces);
        }
        Node::Quantified(_, selection) | Node::Filtered(selection) => hoist_selection(selection, bound, onces),
        Node::Grouped(grouping) => {
            hoist_selection(&mut grouping.selection, bound, onces);
            hoist(&mut grouping.key, grouping.selection.variable + 1, onces);
        }
        Node::If(parts) | Node::Within(parts) => parts.iter_mut().for_each(|node| hoist(node, bound, onces)),
    }
}

/// As [`hoist`], for the parts of a selection that stands where `bound` variables are in scope.
fn hoist_selection(selection: &mut Selection, bound: usize, onces: &mut usize) {
    hoist(&mut selection.set, bound, onces);
    let inside = selection.variable + 1;
    if let Some(condition) = &mut selection.condition {
        hoist(condition, inside, onces);
    }
    if let Some(lookup) = &mut selection.lookup {
        hoist(&mut lookup.key, bound, onces);
    }
}
