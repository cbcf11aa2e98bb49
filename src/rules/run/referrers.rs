//! `referrers(x)`: whatever refers to an entity, by any written field.
//!
//! ```text
//! require: referrers(m)       // message: "nothing uses {m}"
//! ```
//! An inverse field answers for one field of one kind; this answers for all there are, those that an organisation adds included.

use crate::model::EntityId;
use crate::rules::values::Val;

use super::evaluator::Evaluator;

impl<'a> Evaluator<'a> {
    /// Whatever refers to one of these entities: each once, in the order of the sources.
    pub fn referrers(&mut self, of: &Val<'a>) -> Val<'a> {
        let shared = self.shared;
        let references = shared.references.get_or_init(|| shared.model.references());
        if !std::mem::replace(&mut self.refers, true) {
            // Which rule of a run makes the index is chance, so every rule that asks it pays for it.
            self.steps += references.count() as u64;
        }
        let mut asked = 0;
        let mut found: Vec<EntityId> = Vec::new();
        for target in of.elements().filter_map(|element| element.entity()) {
            self.doubtful |= shared.doubts.meant_by_any(target, shared.model, shared.sources);
            let sources = references.of(target);
            self.steps += 1 + sources.len() as u64;
            if !of.is_list() {
                return Val::Entities(sources);
            }
            asked += 1;
            found.extend(sources);
        }
        if asked > 1 {
            found.sort_unstable();
            found.dedup();
        }
        Val::Found(found.into())
    }
}
