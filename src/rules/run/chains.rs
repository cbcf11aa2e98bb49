//! Questions of rules about what a promise rests on, answered by [`crate::promises`].

use crate::model::EntityId;
use crate::promises::Figure;
use crate::rules::functions::Question;
use crate::rules::values::Val;

use super::evaluator::Evaluator;

impl<'a> Evaluator<'a> {
    /// The answer for one target; missing where its measure does not add up, or where nothing behind it is promised.
    pub fn follow(&mut self, question: Question, targets: &[Val<'a>]) -> Val<'a> {
        if let (Question::OpenHours, [wanted, given]) = (question, targets) {
            let hours = |of: &Val<'a>| of.elements().filter_map(|hours| hours.entity()).collect::<Vec<_>>();
            let open = self.shared.chains().and_then(|chains| chains.open_hours(&hours(wanted), &hours(given)));
            return open.map_or(Val::Missing, Val::made);
        }
        if let (Question::RestsOn, [item, parts]) = (question, targets) {
            return self.rests_on(item, parts);
        }
        let targets: Vec<EntityId> = targets.iter().filter_map(|target| target.entity()).collect();
        let target = match (question, &targets[..]) {
            (_, &[target]) => target,
            (Question::AtWorst, &[below, above]) => {
                return self.shared.chains().and_then(|chains| chains.at_worst(below, above)).map_or(Val::Missing, value);
            }
            (Question::MayLose, &[below, above]) => {
                return self.shared.chains().and_then(|chains| chains.may_lose(below, above)).map_or(Val::Missing, Val::Duration);
            }
            (Question::TooLate, &[below, above]) => {
                return self.shared.chains().and_then(|chains| chains.too_late(below, above)).map_or(Val::Missing, Val::Duration);
            }
            _ => return Val::Missing,
        };
        if self.followed.as_ref().is_none_or(|(last, _)| *last != target) {
            let chain = self.shared.chains().and_then(|chains| chains.of(target));
            self.steps += chain.as_ref().map_or(0, |chain| chain.steps);
            self.followed = Some((target, chain));
        }
        let Some((_, Some(chain))) = &self.followed else { return Val::Missing };
        self.doubtful |= chain.doubtful;
        match question {
            Question::Reachable => chain.reachable().map_or(Val::Missing, value),
            Question::CarriedBy => Val::Found(chain.carriers().into()),
            Question::WeakestLink => {
                let (weakest, steps) = chain.weakest();
                self.steps += steps;
                weakest.map_or(Val::Missing, Val::Entity)
            }
            Question::NothingPromised => {
                let Some(promises) = self.shared.chains() else { return Val::Missing };
                let (bare, steps) = promises.nothing_promised(target);
                self.steps += steps;
                Val::Found(bare.into())
            }
            Question::ReachableTogether | Question::CommonCauses => {
                let common = self.shared.chains().and_then(|chains| chains.common(target, chain));
                let Some(common) = common else { return Val::Missing };
                self.steps += common.steps;
                match question {
                    Question::CommonCauses => Val::Found(common.causes.into()),
                    _ => common.reachable.map_or(Val::Missing, value),
                }
            }
            // Not about one target, and answered above.
            Question::AtWorst | Question::MayLose | Question::TooLate | Question::OpenHours | Question::RestsOn => Val::Missing,
        }
    }

    /// Whether an item is among some parts or needs one of them. What it needs is kept until another item is asked about, since rules ask
    /// about one promise again and again.
    fn rests_on(&mut self, item: &Val<'a>, parts: &Val<'a>) -> Val<'a> {
        let (Some(item), Some(chains)) = (item.entity(), self.shared.chains()) else { return Val::Bool(false) };
        if self.rested.as_ref().is_none_or(|(last, _)| *last != item) {
            let below = chains.at_or_below(item);
            self.steps += below.steps;
            self.rested = Some((item, below));
        }
        let Some((_, below)) = &self.rested else { return Val::Bool(false) };
        self.steps += parts.len() as u64;
        let rests = parts.elements().filter_map(|part| part.entity()).any(|part| below.items.contains(&part));
        self.doubtful |= below.doubtful && !rests;
        Val::Bool(rests)
    }
}

fn value<'a>(figure: Figure) -> Val<'a> {
    match figure {
        Figure::Share(share) => Val::Percent(share),
        Figure::Time(time) => Val::Duration(time),
        Figure::Amount(amount) => Val::Number(amount),
    }
}
