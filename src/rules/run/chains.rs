//! Questions of rules about what a promise rests on, answered by [`crate::promises`].

use crate::promises::Figure;
use crate::rules::functions::Question;
use crate::rules::values::Val;

use super::evaluator::Evaluator;

impl<'a> Evaluator<'a> {
    /// The answer for one target; missing where its measure does not add up, or where nothing behind it is promised.
    pub fn follow(&mut self, question: Question, target: &Val<'a>) -> Val<'a> {
        let Some(target) = target.entity() else { return Val::Missing };
        if self.followed.as_ref().is_none_or(|(last, _)| *last != target) {
            let chain = self.shared.chains().and_then(|chains| chains.of(target));
            self.steps += chain.as_ref().map_or(0, |chain| chain.steps);
            self.followed = Some((target, chain));
        }
        let Some((_, Some(chain))) = &self.followed else { return Val::Missing };
        self.doubtful |= chain.doubtful;
        match question {
            Question::Reachable => match chain.reachable() {
                Some(Figure::Share(share)) => Val::Percent(share),
                Some(Figure::Time(time)) => Val::Duration(time),
                Some(Figure::Amount(amount)) => Val::Number(amount),
                None => Val::Missing,
            },
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
        }
    }
}
