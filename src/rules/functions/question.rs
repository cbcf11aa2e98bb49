//! Questions of rules about what a promise rests on; [`crate::chain`] has the answers.

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
}

impl Question {
    /// The type of the answer.
    pub fn gives(self, schema: &Schema) -> Ty {
        let Some(lang) = schema.lang.map(|lang| lang.promises) else { return Ty::unknown() };
        match self {
            Question::Reachable => {
                Ty::scalar(ScalarTy::Percent).or(Ty::scalar(ScalarTy::Duration)).or(Ty::scalar(ScalarTy::Number))
            }
            Question::CarriedBy => Ty::of_kind(lang.target).many(),
            Question::WeakestLink => Ty::of_kind(lang.target),
            Question::NothingPromised => Ty::of_kind(lang.item).many(),
        }
    }
}
