//! An order in which each of several things comes after those it needs, and the rings that have none.

use rustc_hash::FxHashMap;

/// What comes next.
pub enum Next {
    /// All that this one needs has come.
    One(usize),
    /// Each needs the next, and the last the first; the first is the least.
    Ring(Vec<usize>),
}

/// The order, by what each one needs: places below their number, each named once.
pub fn order(needs: &[Vec<usize>]) -> Vec<Next> {
    let count = needs.len();
    let mut needed_by: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut open: Vec<usize> = needs.iter().map(Vec::len).collect();
    for (at, needs) in needs.iter().enumerate() {
        for &needed in needs {
            needed_by[needed].push(at);
        }
    }
    let mut steps = Vec::new();
    let mut done = vec![false; count];
    let mut ready: Vec<usize> = (0..count).rev().filter(|&at| open[at] == 0).collect();
    let mut next = 0;
    loop {
        while let Some(at) = ready.pop() {
            if !std::mem::replace(&mut done[at], true) {
                steps.push(Next::One(at));
                settle(&needed_by[at], &mut open, &mut ready);
            }
        }
        while next < count && done[next] {
            next += 1;
        }
        if next == count {
            return steps;
        }
        // All that is left needs something that is left: going on from one to the next leads round in the end.
        let ring = ring(next, needs, &done);
        for &at in &ring {
            done[at] = true;
            settle(&needed_by[at], &mut open, &mut ready);
        }
        steps.push(Next::Ring(ring));
    }
}

/// Notes that something is done for those that need it.
fn settle(needed_by: &[usize], open: &mut [usize], ready: &mut Vec<usize>) {
    for &at in needed_by {
        open[at] -= 1;
        if open[at] == 0 {
            ready.push(at);
        }
    }
}

/// A ring among those that are not done, which can be reached from `start`.
fn ring(start: usize, needs: &[Vec<usize>], done: &[bool]) -> Vec<usize> {
    let mut places = FxHashMap::default();
    let mut way = Vec::new();
    let mut at = start;
    while !places.contains_key(&at) {
        places.insert(at, way.len());
        way.push(at);
        at = needs[at].iter().copied().find(|&needed| !done[needed]).unwrap_or(start);
    }
    let mut ring = way.split_off(places.get(&at).copied().unwrap_or_default());
    let first = ring.iter().enumerate().min_by_key(|(_, at)| **at).map_or(0, |(place, _)| place);
    ring.rotate_left(first);
    ring
}
