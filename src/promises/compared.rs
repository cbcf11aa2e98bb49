//! Two targets side by side, and the hours in which they count.

use super::hours::{self, Hours};
use super::{Combination, Figure, Promises, lost, period};
use crate::model::{EntityId, Value};
use crate::quantity::{Decimal, Duration, RoundingStrategy, Scalar};

impl Promises<'_> {
    /// What `target` comes to at worst in the time that `promise` is measured over, in the terms of the promise: a share of it, time lost
    /// in it, or how often something may happen. None where the two cannot be compared.
    pub fn at_worst(&self, target: EntityId, promise: EntityId) -> Option<Figure> {
        if self.is_share(target) && self.is_share(promise) {
            let Figure::Share(share) = self.figure(target, Combination::Product, promise)? else { return None };
            return match self.is_downtime(promise) {
                true => lost(share, self.minutes_lost_of(promise)?).map(Figure::Time),
                false => Some(Figure::Share(share.round_dp_with_strategy(6, RoundingStrategy::ToZero).normalize())),
            };
        }
        if self.measure(target)? != self.measure(promise)? {
            return None;
        }
        let count = match self.model.value(target, self.lang.at_most) {
            Value::Scalar(Scalar::Int(count)) => Decimal::from(*count),
            Value::Scalar(Scalar::Number(count)) => *count,
            _ => return None,
        };
        let times = match (self.over(target), self.over(promise)) {
            (Some(short), Some(long)) => period::times(short, long)?,
            _ => Decimal::ONE,
        };
        Some(Figure::Amount(count.checked_mul(times)?))
    }

    /// How long a service may be out within the time that `promise` is measured over while `target` is kept; none where one of the two
    /// names no time.
    pub fn may_lose(&self, target: EntityId, promise: EntityId) -> Option<Duration> {
        let shared = self.is_share(target) && self.is_share(promise);
        let Figure::Share(share) = shared.then(|| self.figure(target, Combination::Product, promise))?? else { return None };
        self.over(target)?;
        lost(share, self.minutes_lost_of(promise)?)
    }

    /// How long `target` may take on the clock at worst, where that is later than `promise` allows although it is no longer in figures;
    /// none where it is in time, or where one of the two names no hours to count in.
    pub fn too_late(&self, target: EntityId, promise: EntityId) -> Option<Duration> {
        let time = |id: EntityId| match self.model.value(id, self.lang.at_most) {
            Value::Scalar(Scalar::Duration(time)) => Some(*time),
            _ => None,
        };
        let (below, above) = (self.hours_of(target), self.hours_of(promise));
        if below == above {
            return None;
        }
        let hours = |ids: &[EntityId]| Hours::read(self.model, &self.lang, ids);
        hours::too_late(time(target)?, &hours(&below)?, time(promise)?, &hours(&above)?, self.today)
    }

    /// The hours that a target counts in: its own, or those of its agreement.
    fn hours_of(&self, target: EntityId) -> Vec<EntityId> {
        let own = self.model.related(target, self.lang.target_hours);
        match self.model.entity(target).parent {
            Some((agreement, _)) if own.is_empty() => self.model.related(agreement, self.lang.agreement_hours),
            _ => own,
        }
    }

    /// What of the hours `wanted` the hours `given` leave open, in words; none where all is covered, or where one of them means nothing.
    pub fn open_hours(&self, wanted: &[EntityId], given: &[EntityId]) -> Option<String> {
        let hours = |ids: &[EntityId]| Hours::read(self.model, &self.lang, ids);
        hours::open(&hours(wanted)?, &[hours(given)?], self.today)
    }
}
