//! What a promise rests on, and how good it can be at best.
//!
//! ```sms
//! sla      hosting_sla      { service: hosting,                        target uptime { measure: availability, at_least: 99.9% } }
//! ola      network_ola      { components: network, underpins: hosting_sla, target uptime { measure: availability, at_least: 99.95% } }
//! contract cloudco_contract { components: cloud,   underpins: hosting_sla, target uptime { measure: availability, at_least: 99.92% } }
//! service  hosting          { depends_on: [network, cloud] }
//! ```
//!
//! A [`Chain`] is one promise with all that its services depend on, and what the agreements that underpin it promise about these parts. The
//! figure it can reach follows from the measure, as the library says (`measure_combination`): availability is multiplied along what has
//! to work at the same time, and parts declared as a `redundancy` stand in for each other; recovery times add up along the longest
//! way; of other times the longest counts, of amounts the least.
//!
//! The figure is never too pessimistic, so that a finding that rests on it holds:
//!
//! - A part about which nobody promises anything, such as the organisation's own work, counts as perfect.
//! - A promise about a part covers what that part itself rests on. What stands beneath makes the figure worse only where it is worse than
//!   what was promised above it. For recovery times it is different: nobody can start before what he needs is back.
//! - A promise about several parts that are all needed is one promise and counts once. Of a promise about several services each has to be
//!   kept, so the worst of them gives the figure; they need not all work at once.
//! - A target that stands on several parts of a way in a row adds its time once.
//! - Parts fail independently; what several parts share is counted once. What is left of a share where those that stand in for each other
//!   fail together, because they share a party or a place, is told apart ([`Promises::common`]).
//!
//! A target that says that it starts where others end (`after`) has its time from there, so the times of such steps are added to its own.
//!
//! Parts that need each other, directly or by way of others, all have to work, so each of them counts once.
//!
//! A chain costs about as much as it has parts, however they hang together; what would take more errs to the good side.

mod carried;
mod causes;
mod chain;
mod compared;
mod diagram;
mod extent;
mod hours;
mod period;
mod shares;
mod steps;
mod structure;
mod system;

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::model::{EntityId, Model, PromiseLang, Value};
use crate::quantity::{Date, Decimal, Duration, RoundingStrategy, Scalar};
use chain::{figures, lost};
use steps::Steps;
use structure::Structure;
use system::System;

pub use causes::Common;
pub use chain::{Chain, Contribution};
pub use diagram::WORK;
pub use system::Below;

/// How good something is promised to be, or can be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Figure {
    /// A share of time, in percent.
    Share(Decimal),
    /// An amount of time.
    Time(Duration),
    /// So many in the time that the promise is about.
    Amount(Decimal),
}

impl Figure {
    /// A number that is the greater the better the figure; compares figures of one chain.
    fn merit(self) -> Decimal {
        match self {
            Figure::Share(share) => share,
            Figure::Time(time) => Decimal::try_from_i128_with_scale(-time.millis(), 0).unwrap_or(Decimal::MIN),
            Figure::Amount(amount) => amount,
        }
    }
}

/// How figures of parts make the figure of a whole; the library says which measure goes by which.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Combination {
    /// Shares of time in which everything works at once.
    Product,
    /// The longest time.
    Greatest,
    /// Times that follow each other.
    LongestPath,
    /// The least amount.
    Least,
}

/// All promises of a model, ready to be followed to what they rest on.
#[derive(Debug)]
pub struct Promises<'m> {
    model: &'m Model,
    lang: PromiseLang,
    today: Date,
    /// By the place of the measure in its enum.
    combinations: FxHashMap<u16, Combination>,
    /// Which targets start where others end.
    steps: Steps,
    /// What needs what; read when a promise is first followed.
    system: OnceLock<System>,
    /// The targets of each agreement that name, or whose agreement names, what they are about; each with that.
    about: FxHashMap<EntityId, Vec<(EntityId, Vec<EntityId>)>>,
    /// The targets of each agreement that name nothing they are about.
    at_large: FxHashMap<EntityId, Vec<EntityId>>,
    /// By item, the targets of agreements in force with whoever provides it that do not say what they underpin.
    unbound: FxHashMap<EntityId, Vec<EntityId>>,
    /// The lowest rank of such an item.
    unbound_floor: OnceLock<usize>,
}

impl<'m> Promises<'m> {
    /// Reads the targets of the model once, to be judged on the day `today`; none where the library's agreements are not there.
    pub fn new(model: &'m Model, today: Date) -> Option<Promises<'m>> {
        let lang = model.schema().lang?.promises;
        let mut promises = Promises {
            model,
            lang,
            today,
            combinations: FxHashMap::default(),
            steps: Steps::new(model, &lang, &model.of_kind(lang.target)),
            system: OnceLock::new(),
            about: FxHashMap::default(),
            at_large: FxHashMap::default(),
            unbound: FxHashMap::default(),
            unbound_floor: OnceLock::new(),
        };
        let known = [
            (lang.product, Combination::Product),
            (lang.greatest, Combination::Greatest),
            (lang.longest_path, Combination::LongestPath),
            (lang.least, Combination::Least),
        ];
        for id in model.of_kind(lang.combination) {
            if let (Value::Enum(_, measure), Value::Enum(_, by)) =
                (model.value(id, lang.combination_of), model.value(id, lang.combination_by))
                && let Some((_, combination)) = known.iter().find(|(place, _)| place == by)
            {
                promises.combinations.insert(*measure, *combination);
            }
        }
        for target in model.of_kind(lang.target) {
            let Some((agreement, _)) = model.entity(target).parent else { continue };
            let items = promises.items(target);
            match items.is_empty() {
                true => promises.at_large.entry(agreement).or_default().push(target),
                false => {
                    if promises.is_unbound(agreement) {
                        items.iter().for_each(|&item| promises.unbound.entry(item).or_default().push(target));
                    }
                    promises.about.entry(agreement).or_default().push((target, items));
                }
            }
        }
        Some(promises)
    }

    /// The chain of one target; none where its measure does not add up, or it names no figure.
    pub fn of(&self, target: EntityId) -> Option<Chain> {
        let (agreement, _) = self.model.entity(target).parent?;
        let combination = *self.combinations.get(&self.measure(target)?)?;
        let promise = self.figure(target, combination, target)?;
        let digits = match promise {
            Figure::Share(share) => share.scale().clamp(2, 9) + 1,
            Figure::Time(_) | Figure::Amount(_) => 0,
        };
        let structure = self.structure(target, agreement, combination, None);
        let starts = self.steps.before(target).map(|before| before.starts);
        let lost_of = self.is_downtime(target).then(|| self.minutes_lost_of(target)).flatten();
        let (figures, work) = figures(&structure, combination, None);
        // The first of the worst; one that nothing limits is better than any.
        let merit = |place: &usize| (figures[*place].is_none(), figures[*place].map(Figure::merit));
        let worst = (0..figures.len()).min_by_key(merit)?;
        let steps = structure.steps + work;
        Some(Chain {
            combination,
            worst,
            digits,
            lost_of,
            starts,
            whole: figures[worst],
            doubtful: structure.doubtful,
            steps,
            structure,
        })
    }

    /// What one promise rests on. What stands in for each other and can fail together is marked where `causes` looks for it.
    fn structure(
        &self,
        target: EntityId,
        agreement: EntityId,
        combination: Combination,
        causes: Option<&mut causes::Causes<'_, 'm>>,
    ) -> Structure {
        let (carried, at_large) = (self.carried(target, agreement), self.carried_at_large(target, agreement));
        structure::follow(self, target, combination, &self.items(target), &carried, &at_large, causes)
    }

    /// The parts that other parties provide and about which none of the agreements behind the promise says anything, in source order; and
    /// how many looks at parts it took.
    ///
    /// They are followed from the promise down to the first part that something is promised about, since a promise covers what stands
    /// beneath. What the one who makes the promise provides is promised by that, and so is what a step comes from after which a target
    /// behind the promise starts.
    pub fn nothing_promised(&self, target: EntityId) -> (Vec<EntityId>, u64) {
        let (model, lang, system) = (self.model, &self.lang, self.system());
        let Some((agreement, _)) = model.entity(target).parent else { return (Vec::new(), 0) };
        let (carried, promising) = (self.carried(target, agreement), model.related(agreement, lang.with));
        let mut next = self.items(target);
        let mut seen: BTreeSet<EntityId> = next.iter().copied().collect();
        let mut bare = Vec::new();
        let (mut steps, mut handed_over) = (0, BTreeSet::new());
        while let Some(item) = next.pop() {
            steps += 1;
            let carriers = carried.about(item);
            for before in carriers.iter().flat_map(|&carrier| self.steps.way(carrier)) {
                steps += 1;
                handed_over.extend(self.items(before.step));
            }
            if !carriers.is_empty() {
                continue;
            }
            let providers = model.related(item, lang.provided_by);
            if providers.iter().any(|party| promising.contains(party)) {
                continue;
            }
            if !providers.is_empty() {
                bare.push(item);
            }
            // Nothing is followed down to where nobody provides anything.
            let is_provided = |item: &EntityId| system.needs(*item).is_some_and(|needs| needs.is_provided);
            let below = system.needs(item).into_iter().flat_map(|needs| needs.all()).filter(is_provided);
            next.extend(below.filter(|&item| seen.insert(item)));
        }
        bare.retain(|item| !handed_over.contains(item));
        bare.sort_unstable();
        (bare, steps)
    }

    /// Everything that a configuration item needs, in any way, with itself.
    pub fn at_or_below(&self, item: EntityId) -> Below {
        self.system().at_or_below(item)
    }

    /// What needs what.
    fn system(&self) -> &System {
        self.system.get_or_init(|| System::new(self.model, &self.lang))
    }

    /// The targets, about nothing in particular, of the agreements that underpin this one directly: they are about all of it.
    fn carried_at_large(&self, promise: EntityId, agreement: EntityId) -> Vec<EntityId> {
        let below = self.model.related(agreement, self.lang.underpinned_by).into_iter().filter(|&id| self.is_in_force(id));
        let targets = below.flat_map(|id| self.at_large.get(&id).into_iter().flatten().copied());
        targets.filter(|&target| self.is_like(target, promise)).collect()
    }

    /// What a target is about: what it names, else what its agreement names, else all that the other side provides.
    fn items(&self, target: EntityId) -> Vec<EntityId> {
        let (model, lang) = (self.model, &self.lang);
        let mut named = model.related(target, lang.target_components);
        named.extend(model.related(target, lang.target_services));
        match model.entity(target).parent {
            Some((agreement, _)) if named.is_empty() => self.named_by(agreement),
            _ => named,
        }
    }

    /// What an agreement is about: what it names, else all that the other side provides.
    fn named_by(&self, agreement: EntityId) -> Vec<EntityId> {
        let (model, lang) = (self.model, &self.lang);
        for field in [lang.components, lang.sla_service, lang.covers] {
            let mut named = model.related(agreement, field);
            // A contract covers processes as well.
            named.retain(|&id| model.is_a(id, lang.item));
            if !named.is_empty() {
                return named;
            }
        }
        model.related(agreement, lang.with).into_iter().flat_map(|party| model.related(party, lang.provides)).collect()
    }

    /// Whether an agreement has begun, has not ended, and no other has taken its place: as the library's `in_force` says.
    fn is_in_force(&self, agreement: EntityId) -> bool {
        let (model, lang) = (self.model, &self.lang);
        let term = match model.value(agreement, lang.term) {
            Value::Scalar(Scalar::Dates(term)) => Some(*term),
            _ => None,
        };
        let goes_on = matches!(model.value(agreement, lang.renews), Value::Scalar(_));
        let last = match model.value(agreement, lang.ends) {
            Value::Scalar(Scalar::Date(day)) => Some(*day),
            _ => term.filter(|_| !goes_on).map(|term| term.last),
        };
        self.has_begun(agreement) && last.is_none_or(|last| last >= self.today) && !self.has_successor(agreement)
    }

    fn has_begun(&self, agreement: EntityId) -> bool {
        !matches!(self.model.value(agreement, self.lang.term), Value::Scalar(Scalar::Dates(term)) if term.first > self.today)
    }

    /// Whether an agreement that has begun replaces this one and is about the same, while this one does not replace it in turn.
    fn has_successor(&self, agreement: EntityId) -> bool {
        let (model, lang) = (self.model, &self.lang);
        let successors = model.related(agreement, lang.replaced_by).into_iter();
        let subject =
            |id: EntityId| [lang.with, lang.sla_service, lang.covers, lang.components].map(|field| model.related(id, field));
        successors.filter(|&id| self.has_begun(id) && !self.replaces(agreement, id)).any(|id| {
            let ([with, rest @ ..], [other, others @ ..]) = (subject(agreement), subject(id));
            let about: Vec<EntityId> = others.into_iter().flatten().collect();
            with.is_empty()
                || other.is_empty()
                || with.iter().any(|party| other.contains(party))
                || rest.iter().flatten().any(|item| about.contains(item))
        })
    }

    /// Whether one agreement replaces another, directly or by way of others.
    fn replaces(&self, later: EntityId, earlier: EntityId) -> bool {
        let mut seen = BTreeSet::new();
        let mut next = vec![later];
        while let Some(id) = next.pop() {
            let before = self.model.related(id, self.lang.replaces);
            if before.contains(&earlier) {
                return true;
            }
            next.extend(before.into_iter().filter(|&id| seen.insert(id)));
        }
        false
    }

    fn measure(&self, target: EntityId) -> Option<u16> {
        match self.model.value(target, self.lang.measure) {
            Value::Enum(_, measure) => Some(*measure),
            _ => None,
        }
    }

    /// The figure of a target in terms of the promise it is to carry, at worst: a share or an amount is brought to the same stretch of
    /// time, and time lost to a share of it.
    fn figure(&self, target: EntityId, combination: Combination, promise: EntityId) -> Option<Figure> {
        let (model, lang) = (self.model, &self.lang);
        match (combination, model.value(target, lang.at_least), model.value(target, lang.at_most)) {
            (Combination::Product, Value::Scalar(Scalar::Percent(share)), _) => {
                let lost = (Decimal::ONE_HUNDRED - share.clamp(&Decimal::ZERO, &Decimal::ONE_HUNDRED))
                    .checked_mul(self.at_once(target, promise))?;
                Some(Figure::Share((Decimal::ONE_HUNDRED - lost).max(Decimal::ZERO)))
            }
            (Combination::Product, _, Value::Scalar(Scalar::Duration(time))) if self.is_downtime(target) => {
                let lost = period::in_minutes(time.millis())?.checked_mul(Decimal::ONE_HUNDRED)?;
                let share = Decimal::ONE_HUNDRED - lost.checked_div(self.minutes_lost_of(promise)?)?;
                Some(Figure::Share(share.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED)))
            }
            (Combination::Greatest | Combination::LongestPath, _, Value::Scalar(Scalar::Duration(time))) => {
                Some(Figure::Time(*time))
            }
            (Combination::Least, Value::Scalar(Scalar::Int(amount)), _) => self.amount(Decimal::from(*amount), target, promise),
            (Combination::Least, Value::Scalar(Scalar::Number(amount)), _) => self.amount(*amount, target, promise),
            _ => None,
        }
    }

    /// How many times as much of what may be lost can fall into the time that `promise` is measured over.
    fn at_once(&self, target: EntityId, promise: EntityId) -> Decimal {
        match (self.over(target), self.over(promise)) {
            (Some(long), Some(short)) => period::at_once(long, short).unwrap_or(Decimal::ONE),
            _ => Decimal::ONE,
        }
    }

    /// What time lost is a part of, in minutes: of a promise of downtime the longest that its time can be, because there the same minutes
    /// are the smallest share; of a promise of a share the shortest.
    fn minutes_lost_of(&self, promise: EntityId) -> Option<Decimal> {
        let (least, most) = period::minutes(self.over(promise)?)?;
        Some(if self.is_downtime(promise) { most } else { least })
    }

    fn is_downtime(&self, target: EntityId) -> bool {
        self.measure(target) == Some(self.lang.downtime)
    }

    fn over(&self, target: EntityId) -> Option<Duration> {
        match self.model.value(target, self.lang.over) {
            Value::Scalar(Scalar::Duration(over)) if over.millis() > 0 => Some(*over),
            _ => None,
        }
    }

    /// Whether a target is an answer that comes after another.
    fn answers_later(&self, target: EntityId) -> bool {
        let is_answer = |id: EntityId| self.measure(id) == Some(self.lang.response_time);
        is_answer(target) && self.steps.way(target).any(|before| is_answer(before.step))
    }

    /// Whether a target promises a share of time: as availability, or as what may be lost of it.
    fn is_share(&self, target: EntityId) -> bool {
        self.measure(target).is_some_and(|measure| measure == self.lang.availability || measure == self.lang.downtime)
    }

    /// An amount that `target` names, in the stretch of time that `promise` is about; none where only one of them says how long.
    fn amount(&self, amount: Decimal, target: EntityId, promise: EntityId) -> Option<Figure> {
        let length = |id: EntityId| self.over(id).map(|over| Decimal::try_from_i128_with_scale(over.millis(), 0).ok());
        match (length(target), length(promise)) {
            (None, None) => Some(Figure::Amount(amount)),
            (Some(from), Some(to)) => {
                let amount = amount.checked_mul(to?)?.checked_div(from?)?;
                Some(Figure::Amount(amount.round_dp_with_strategy(9, RoundingStrategy::ToZero).normalize()))
            }
            _ => None,
        }
    }

    /// Whether a target can carry `promise` by its measure and its priority. The first answer is the one that was promised, so an answer that
    /// follows another carries none.
    fn is_like(&self, target: EntityId, promise: EntityId) -> bool {
        let priority = |id: EntityId| self.model.value(id, self.lang.priority);
        target != promise
            && !self.answers_later(target)
            && (self.measure(target) == self.measure(promise) || self.is_share(target) && self.is_share(promise))
            && (*priority(target) == Value::Missing
                || *priority(promise) == Value::Missing
                || priority(target) == priority(promise))
    }
}
