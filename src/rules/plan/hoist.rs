//! What mentions no variable is evaluated once a run and not once a subject.

use crate::rules::program::{Anchor, Answers, Beside, Check, Listing, Node, Offer, Selection, Side, Way};
use crate::rules::values::Val;

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
    let nodes = listing
        .program
        .lets
        .iter_mut()
        .chain(&mut listing.columns)
        .chain(&mut listing.sort)
        .chain(&mut listing.group)
        .chain(listing.shows.iter_mut().flatten());
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

/// Completes an expression: what indexes answer is taken out of its conditions, and the parts that mention no variable and are worth it are
/// wrapped, so that they are evaluated once a run and not once a subject.
///
/// `bound` is how many variables are in scope where the node stands.
pub fn hoist(node: &mut Node, bound: usize, onces: &mut usize) {
    take_keys(node);
    wrap(node, bound, onces);
}

/// As [`hoist`], for the parts of a selection that stands where `bound` variables are in scope.
fn hoist_selection(selection: &mut Selection, bound: usize, onces: &mut usize) {
    selection.nodes_mut(&mut take_keys);
    take_key(selection);
    wrap_selection(selection, bound, onces);
}

/// Moves what is looked up from the conditions of all selections to their lookups. The equality itself goes too: what an index gives passes
/// it. So each key is evaluated once for all that it finds, and a selection in a key stands in the plan once.
fn take_keys(node: &mut Node) {
    node.children_mut(&mut take_keys);
    match node {
        Node::Quantified(_, selection) | Node::Filtered(selection) => take_key(selection),
        Node::Grouped(grouping) => take_key(&mut grouping.selection),
        _ => {}
    }
}

fn take_key(selection: &mut Selection) {
    let Some(lookup) = &mut selection.lookup else { return };
    let Some(condition) = selection.condition.take() else { return };
    let Answers { part, key, way } = lookup.answers;
    let mut parts = match (condition, way) {
        (Node::And(parts), Way::Equal) | (Node::Or(parts), Way::Different) => parts,
        (condition, _) => vec![condition],
    };
    let taken = match (parts.remove(part), way) {
        (Node::Not(inner), Way::Different) => *inner,
        (part, _) => part,
    };
    if let Node::Equal(left, right) | Node::In(left, right) = taken {
        lookup.key = match key {
            Side::Left => *left,
            Side::Right => *right,
        };
    }
    selection.condition = match (way, parts.len()) {
        (Way::Equal, 0) => None,
        (Way::Different, 0) => Some(Node::Constant(Val::Bool(false))),
        (_, 1) => parts.pop(),
        (Way::Equal, _) => Some(Node::And(parts)),
        (Way::Different, _) => Some(Node::Or(parts)),
    };
}

fn wrap(node: &mut Node, bound: usize, onces: &mut usize) {
    if matches!(node, Node::All(_) | Node::Once(..)) {
        return;
    }
    let (mut fixed, mut costly) = (true, false);
    node.walk(&mut |inner| match inner {
        Node::Variable(at) => fixed &= *at >= bound,
        Node::Let(_) => fixed = false,
        Node::All(_) | Node::Closure(..) | Node::Define(..) | Node::Referrers(_) | Node::Round(..) => costly = true,
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
        Node::Quantified(_, selection) | Node::Filtered(selection) => wrap_selection(selection, bound, onces),
        Node::Grouped(grouping) => {
            wrap_selection(&mut grouping.selection, bound, onces);
            wrap(&mut grouping.key, grouping.selection.variable + 1, onces);
        }
        node => node.children_mut(&mut |node| wrap(node, bound, onces)),
    }
}

fn wrap_selection(selection: &mut Selection, bound: usize, onces: &mut usize) {
    wrap(&mut selection.set, bound, onces);
    let inside = selection.variable + 1;
    if let Some(condition) = &mut selection.condition {
        wrap(condition, inside, onces);
    }
    if let Some(lookup) = &mut selection.lookup {
        wrap(&mut lookup.key, bound, onces);
    }
}
