//! Which kind extends which: circles and depth of the tree of kinds, and its numbering.

use crate::model::{KindId, Schema};

/// The most levels through which kinds extend each other: each kind has a list of all the fields it inherits.
pub(super) const DEEPEST: usize = 32;

/// The circles in which kinds extend each other, each once, from its first kind on.
pub(super) fn circles(schema: &Schema) -> Vec<Vec<KindId>> {
    let mut circles = Vec::new();
    // The walk in which each kind was met; each kind is met once.
    let mut met: Vec<Option<KindId>> = vec![None; schema.kinds.len()];
    for start in kinds(schema) {
        let mut next = Some(start);
        while let Some(at) = next.filter(|at| met[at.index()].is_none()) {
            met[at.index()] = Some(start);
            next = schema.kind(at).parent;
        }
        // A walk that ends at a kind it has met itself has found a circle; at one that an earlier walk has met, nothing new.
        let Some(first) = next.filter(|at| met[at.index()] == Some(start)) else { continue };
        let mut circle = vec![first];
        let mut next = schema.kind(first).parent;
        while let Some(parent) = next.filter(|&parent| parent != first) {
            circle.push(parent);
            next = schema.kind(parent).parent;
        }
        let lowest = circle.iter().enumerate().min_by_key(|(_, kind)| **kind).map_or(0, |(at, _)| at);
        circle.rotate_left(lowest);
        circles.push(circle);
    }
    circles
}

/// The kinds that extend others through more than [`DEEPEST`] levels, counted anew below each of them. There are no circles any more.
pub(super) fn too_deep(schema: &Schema) -> Vec<KindId> {
    let mut found = Vec::new();
    let mut depth: Vec<Option<usize>> = vec![None; schema.kinds.len()];
    for start in kinds(schema) {
        let mut way = Vec::new();
        let mut next = Some(start);
        while let Some(at) = next.filter(|at| depth[at.index()].is_none()) {
            way.push(at);
            next = schema.kind(at).parent;
        }
        for kind in way.into_iter().rev() {
            let above = schema.kind(kind).parent.and_then(|parent| depth[parent.index()]);
            let own = above.map_or(0, |above| above + 1);
            if own > DEEPEST {
                found.push(kind);
            }
            depth[kind.index()] = Some(if own > DEEPEST { 0 } else { own });
        }
    }
    found
}

/// Numbers the kinds in a walk over their tree and gives that order: parents come before what extends them.
pub(super) fn number(schema: &mut Schema) -> Vec<KindId> {
    let mut children: Vec<Vec<KindId>> = vec![Vec::new(); schema.kinds.len()];
    let mut stack = Vec::new();
    for id in kinds(schema).rev() {
        match schema.kind(id).parent {
            Some(parent) => children[parent.index()].push(id),
            None => stack.push(id),
        }
    }
    let mut order = Vec::with_capacity(schema.kinds.len());
    while let Some(id) = stack.pop() {
        schema.kinds[id.index()].first = order.len() as u32;
        order.push(id);
        stack.extend(&children[id.index()]);
    }
    // A subtree is a run of the order, so its end is the end of its last child.
    for &id in order.iter().rev() {
        let kind = schema.kind(id);
        let last = children[id.index()].iter().map(|&child| schema.kind(child).last).max();
        let last = last.unwrap_or(kind.first).max(kind.first);
        schema.kinds[id.index()].last = last;
    }
    order
}

/// The kinds from which a way along `next` leads back to themselves, in order.
pub(super) fn on_circles(next: &[Vec<KindId>]) -> Vec<KindId> {
    let mut back: Vec<Vec<KindId>> = vec![Vec::new(); next.len()];
    for (at, targets) in next.iter().enumerate() {
        for target in targets {
            back[target.index()].push(KindId(at as u32));
        }
    }
    // Two walks over the graph, the second against its direction and from what the first left last: each finds one group of kinds that
    // all lead to each other (Kosaraju).
    let mut left: Vec<KindId> = Vec::with_capacity(next.len());
    let mut met = vec![false; next.len()];
    for start in (0..next.len() as u32).map(KindId) {
        let mut way = vec![(start, 0)];
        if std::mem::replace(&mut met[start.index()], true) {
            continue;
        }
        while let Some((at, tried)) = way.pop() {
            match next[at.index()].get(tried) {
                None => left.push(at),
                Some(&target) => {
                    way.push((at, tried + 1));
                    if !std::mem::replace(&mut met[target.index()], true) {
                        way.push((target, 0));
                    }
                }
            }
        }
    }
    let mut found = Vec::new();
    let mut free = met;
    for start in left.into_iter().rev() {
        let mut group = Vec::new();
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            if std::mem::replace(&mut free[at.index()], false) {
                group.push(at);
                open.extend(&back[at.index()]);
            }
        }
        if group.len() > 1 || next[start.index()].contains(&start) {
            found.append(&mut group);
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// All kinds, in order of declaration.
pub(super) fn kinds(schema: &Schema) -> impl DoubleEndedIterator<Item = KindId> + use<> {
    (0..schema.kinds.len() as u32).map(KindId)
}
