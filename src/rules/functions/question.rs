//! Questions of rules about what a promise rests on; [`crate::promises`] has the answers.

use crate::model::Schema;
use crate::rules::values::{ScalarTy, Ty};

/// A function over a target.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Question {
    /// The best figure that what stands behind it allows.
    Reachable,
    /// The targets that stand behind it.
    CarriedBy,
    /// Which of them to better first.
    WeakestLink,
    /// What it depends on of other parties without a promise from them.
    NothingPromised,
    /// The figure that is left where what stands in for each other fails together.
    ReachableTogether,
    /// What parts share that stand in for each other.
    CommonCauses,
    /// What it comes to at worst in the time of another target, in the terms of that one.
    AtWorst,
    /// How long the service may be out within the time of another target.
    MayLose,
    /// How long it may take on the clock, where that is later than another target allows.
    TooLate,
    /// Whether an item is among others, or needs one of them in any way.
    RestsOn,
    /// What of some hours others leave open.
    OpenHours,
}

impl Question {
    /// How many targets it is about.
    pub fn arity(self) -> usize {
        match self {
            Question::Reachable
            | Question::CarriedBy
            | Question::WeakestLink
            | Question::NothingPromised
            | Question::ReachableTogether
            | Question::CommonCauses => 1,
            Question::AtWorst | Question::MayLose | Question::TooLate | Question::OpenHours | Question::RestsOn => 2,
        }
    }

    /// The type of the answer.
    pub fn gives(self, schema: &Schema) -> Ty {
        let Some(lang) = schema.lang.map(|lang| lang.promises) else { return Ty::unknown() };
        match self {
            Question::Reachable | Question::ReachableTogether | Question::AtWorst => {
                Ty::scalar(ScalarTy::Percent).or(Ty::scalar(ScalarTy::Duration)).or(Ty::scalar(ScalarTy::Number))
            }
            Question::CarriedBy => Ty::of_kind(lang.target).many(),
            Question::WeakestLink => Ty::of_kind(lang.target),
            Question::NothingPromised => Ty::of_kind(lang.item).many(),
            Question::CommonCauses => Ty::of_kind(lang.provider).or(Ty::of_kind(lang.place)).many(),
            Question::MayLose | Question::TooLate => Ty::scalar(ScalarTy::Duration),
            Question::RestsOn => Ty::bool(),
            Question::OpenHours => Ty::text(),
        }
    }
}
