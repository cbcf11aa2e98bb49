//! What unknown names may have meant.
//!
//! A name in an expression may have been meant for any entity, and a model has many. So planning only notes which names are unknown; once
//! all is planned they are looked for together, in the order of what was told, so that a text with nothing but mistypes takes no longer
//! than its letters ask for.

use rustc_hash::FxHashMap;

use crate::diag::Diagnostic;
use crate::likeness::{Vocabulary, closest};
use crate::model::{EntityId, Model};
use crate::source::{Sources, Span};

/// An unknown name that may have been meant for an entity.
#[derive(Clone, Debug)]
pub struct Guess {
    /// Where it is written; what was told of it is told there.
    pub span: Span,
    /// Only entities below this one count.
    pub below: Option<EntityId>,
    /// The nearest of what else it may have been meant for.
    pub near: Option<String>,
}

/// Adds the likely names to what was told.
pub fn complete(model: &Model, sources: &Sources, guesses: &[Guess], diagnostics: &mut [Diagnostic]) {
    if guesses.is_empty() {
        return;
    }
    let guesses: FxHashMap<Span, &Guess> = guesses.iter().map(|guess| (guess.span, guess)).collect();
    let mut words = Vocabulary::new(model.names().paths().map(|(path, _)| (path, path)));
    for told in diagnostics.iter_mut().filter(|told| told.fix.is_none()) {
        let Some(guess) = told.span().and_then(|span| guesses.get(&span)) else { continue };
        let word = sources.text(guess.span);
        let (sort, beginning) = match guess.below {
            Some(below) => (1 + below.index() as u32, format!("{}.", model.entity(below).path)),
            None => (0, String::new()),
        };
        let near = words.closest(word, sort, |path| path.starts_with(&beginning));
        if let Some(near) = closest(word, near.into_iter().chain(guess.near.as_deref())) {
            *told = told.clone().did_you_mean(guess.span, near);
        }
    }
}
