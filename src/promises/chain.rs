//! The chain of one promise: the figure it comes to, what each target adds, and which to better first.

use rustc_hash::FxHashMap;

use super::diagram::WORK;
use super::structure::Structure;
use super::{Combination, Figure, extent, shares};
use crate::model::EntityId;
use crate::quantity::{Decimal, Duration, RoundingStrategy, Unit};

/// One promise and what it rests on.
#[derive(Debug)]
pub struct Chain {
    pub(super) combination: Combination,
    pub(super) structure: Structure,
    /// Which of the things that the promise is about comes off worst, as a place among the roots.
    pub(super) worst: usize,
    /// How many digits after the point a reader needs to compare a share with the promise.
    pub(super) digits: u32,
    /// For a promise of so much downtime: the minutes that it is a part of.
    pub(super) lost_of: Option<Decimal>,
    /// For a promise that starts where others end: how long that is after the report.
    pub(super) starts: Option<Duration>,
    /// The figure of the whole.
    pub(super) whole: Option<Figure>,
    /// Whether something on the way was lost to an error that has been told.
    pub doubtful: bool,
    /// How many looks at parts and targets it took, for the count of steps.
    pub steps: u64,
}

/// What one target adds to the figure of a chain.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Contribution {
    /// The target.
    pub target: EntityId,
    /// Its figure in the terms of the promise: a share as what is left of the promise's own time at worst.
    pub figure: Figure,
    /// The step that it starts after, of several the one that is over last.
    pub after: Option<EntityId>,
}

impl Chain {
    /// The best figure that what stands behind the promise allows, for the worst of what it is about; none where nothing behind it is
    /// promised.
    ///
    /// A share is rounded down to one digit more than the promise has, which changes no comparison with it.
    pub fn reachable(&self) -> Option<Figure> {
        self.shown(self.whole?)
    }

    /// A figure of the whole in the terms of the promise.
    pub(super) fn shown(&self, whole: Figure) -> Option<Figure> {
        match whole {
            Figure::Share(share) if self.lost_of.is_some() => lost(share, self.lost_of?).map(Figure::Time),
            Figure::Share(share) => {
                Some(Figure::Share(share.round_dp_with_strategy(self.digits, RoundingStrategy::ToZero).normalize()))
            }
            // What is promised from a later moment on has had the time before it.
            Figure::Time(time) => match self.starts.and_then(|starts| starts.times(-1)) {
                Some(head_start) => time.plus(head_start).filter(|left| left.millis() > 0).map(Figure::Time),
                None => Some(Figure::Time(time)),
            },
            Figure::Amount(_) => Some(whole),
        }
    }

    /// The targets that stand behind the promise, and the steps that these start after, in source order.
    pub fn carriers(&self) -> Vec<EntityId> {
        self.structure.roots.get(self.worst).map(|&root| self.structure.carriers(root)).unwrap_or_default().into_iter().collect()
    }

    /// What each of the [carriers](Chain::carriers) adds, in source order.
    pub fn contributions(&self) -> Vec<Contribution> {
        let mut figures: FxHashMap<EntityId, Figure> =
            self.structure.steps_before().map(|(target, takes)| (target, Figure::Time(takes))).collect();
        for link in &self.structure.links {
            let rounded = match link.figure {
                Figure::Share(share) => Figure::Share(share.round_dp_with_strategy(6, RoundingStrategy::ToZero).normalize()),
                figure => figure,
            };
            let worst = figures.entry(link.target).or_insert(rounded);
            if rounded.merit() < worst.merit() {
                *worst = rounded;
            }
        }
        let carriers = self.carriers().into_iter();
        let contribution =
            |target| Some(Contribution { target, figure: *figures.get(&target)?, after: self.structure.step_before(target) });
        carriers.filter_map(contribution).collect()
    }

    /// The target to better first: the one without which the figure would be best. Of equals the one with the worst figure, then the first.
    ///
    /// All are tried, worst figures first, within as many steps as one figure may take; the number says how many were taken.
    pub fn weakest(&self) -> (Option<EntityId>, u64) {
        let mut carriers: Vec<(Option<Decimal>, EntityId)> = Vec::new();
        let mut own: FxHashMap<EntityId, Decimal> = FxHashMap::default();
        for (target, takes) in self.structure.steps_before() {
            own.insert(target, Figure::Time(takes).merit());
        }
        for link in &self.structure.links {
            let merit = link.figure.merit();
            own.entry(link.target).and_modify(|worst| *worst = merit.min(*worst)).or_insert(merit);
        }
        carriers.extend(self.carriers().into_iter().map(|target| (own.get(&target).copied(), target)));
        carriers.sort_unstable();
        let mut best: Option<((bool, Option<Decimal>), EntityId)> = None;
        let mut steps = 0;
        for (_, target) in carriers {
            if best.is_some() && steps > WORK {
                break;
            }
            let (figures, work) = figures(&self.structure, self.combination, Some(target));
            steps += work;
            let without = figures.get(self.worst).copied().flatten();
            // Nothing left to limit the whole is better than any figure.
            let merit = (without.is_none(), without.map(Figure::merit));
            if best.as_ref().is_none_or(|(best, _)| merit > *best) {
                best = Some((merit, target));
            }
        }
        (best.map(|(_, target)| target), steps)
    }
}

/// What is left out of so many minutes by a share of them, in whole minutes, and none too many.
pub(super) fn lost(share: Decimal, of: Decimal) -> Option<Duration> {
    let minutes = (Decimal::ONE_HUNDRED - share).checked_mul(of)?.checked_div(Decimal::ONE_HUNDRED)?;
    let minutes = i64::try_from(minutes.round_dp(6).floor()).ok()?;
    Duration::new(minutes, Unit::Minutes)?.plus(Duration::of(0, if minutes < 48 * 60 { Unit::Hours } else { Unit::Days }))
}

/// The figure of each root, as if what `without` promises were perfect, and how many looks at parts it took.
pub(super) fn figures(structure: &Structure, combination: Combination, without: Option<EntityId>) -> (Vec<Option<Figure>>, u64) {
    match combination {
        Combination::Product => shares::figures(structure, without),
        Combination::Greatest | Combination::LongestPath | Combination::Least => extent::figures(structure, combination, without),
    }
}
