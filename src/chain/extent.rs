//! Times and amounts along a chain.

use super::structure::{Part, Structure};
use super::{Combination, Figure};
use crate::model::EntityId;
use crate::quantity::{Decimal, Duration};

/// The figure of the whole, as if what `without` promises were perfect; none where no promise decides it.
pub(super) fn figure(structure: &Structure, combination: Combination, without: Option<EntityId>) -> Option<Figure> {
    let mut known: Vec<Option<Figure>> = Vec::with_capacity(structure.parts.len());
    for part in &structure.parts {
        let own = structure.promised(part, without).map(|link| link.figure).reduce(worse);
        let beneath = beneath(part, &known, combination);
        known.push(match (own, beneath) {
            (Some(own), Some(beneath)) => Some(match combination {
                Combination::LongestPath => after(beneath, own),
                Combination::Product | Combination::Greatest | Combination::Least => worse(own, beneath),
            }),
            (own, beneath) => own.or(beneath),
        });
    }
    known.last().copied().flatten()
}

/// The worst of what a part needs.
fn beneath(part: &Part, known: &[Option<Figure>], combination: Combination) -> Option<Figure> {
    let of = |at: &usize| known.get(*at).copied().flatten();
    let needs = part.needs.iter().filter_map(of);
    let groups = part.groups.iter().filter_map(|group| {
        let members: Vec<Option<Figure>> = group.members.iter().map(of).collect();
        match combination {
            Combination::Least => together(&members, group.needed),
            Combination::Product | Combination::Greatest | Combination::LongestPath => nth_best(&members, group.needed),
        }
    });
    needs.chain(groups).reduce(worse)
}

/// The time after which `needed` of the members are there; one about which nothing is promised is there at once.
fn nth_best(members: &[Option<Figure>], needed: usize) -> Option<Figure> {
    let mut times: Vec<Option<Duration>> = members
        .iter()
        .map(|figure| match figure {
            Some(Figure::Time(time)) => Some(*time),
            _ => None,
        })
        .collect();
    times.sort();
    times.get(needed.checked_sub(1)?).copied().flatten().map(Figure::Time)
}

/// What the `needed` weakest members carry together; one about which nothing is promised carries anything.
fn together(members: &[Option<Figure>], needed: usize) -> Option<Figure> {
    let mut amounts: Vec<Decimal> = members
        .iter()
        .filter_map(|figure| match figure {
            Some(Figure::Amount(amount)) => Some(*amount),
            _ => None,
        })
        .collect();
    if amounts.len() < needed {
        return None;
    }
    amounts.sort();
    amounts.iter().take(needed).try_fold(Decimal::ZERO, |sum, amount| sum.checked_add(*amount)).map(Figure::Amount)
}

/// One time after the other, in their unit where they have the same.
fn after(first: Figure, then: Figure) -> Figure {
    match (first, then) {
        (Figure::Time(first), Figure::Time(then)) => Figure::Time(match first.unit == then.unit {
            true => Duration::new(first.amount.saturating_add(then.amount), first.unit),
            false => Duration::from_tenths(first.tenths().saturating_add(then.tenths())),
        }),
        (first, _) => first,
    }
}

fn worse(left: Figure, right: Figure) -> Figure {
    match (left, right) {
        (Figure::Time(a), Figure::Time(b)) if b > a => right,
        (Figure::Amount(a), Figure::Amount(b)) if b < a => right,
        _ => left,
    }
}
