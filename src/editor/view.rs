//! A checked model as an editor looks at it: what is worked out of a check once, and only when somebody asks.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashMap;

use crate::artefact::Input;
use crate::assess::{self, Assessment, Reach, Status};
use crate::diag::{Counts, Diagnostic};
use crate::model::EntityId;
use crate::workspace::{Checked, Telling};

/// A check with what follows from it.
#[derive(Debug)]
pub struct View {
    checked: Arc<Checked>,
    told: OnceLock<(Vec<Diagnostic>, Counts)>,
    assessment: OnceLock<Assessment>,
    met: OnceLock<FxHashMap<EntityId, Met>>,
}

/// How many of the requirements that something addresses are met.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Met {
    /// Those that are conformant.
    pub met: usize,
    /// All that demand something and apply.
    pub all: usize,
}

impl View {
    /// A view of a check.
    pub fn new(checked: Arc<Checked>) -> View {
        View { checked, told: OnceLock::new(), assessment: OnceLock::new(), met: OnceLock::new() }
    }

    /// The check.
    pub fn checked(&self) -> &Checked {
        &self.checked
    }

    /// What is told of it, in order.
    pub fn told(&self) -> &[Diagnostic] {
        &self.telling().0
    }

    fn telling(&self) -> &(Vec<Diagnostic>, Counts) {
        self.told.get_or_init(|| {
            let told = self.checked.tell(&Telling::default());
            (told.diagnostics.into_iter().map(std::borrow::Cow::into_owned).collect(), told.counts)
        })
    }

    /// How far each requirement is met.
    pub fn assessment(&self) -> &Assessment {
        self.assessment.get_or_init(|| assess::assess(&self.checked.case()))
    }

    /// How many of the requirements that an entity addresses are met; nothing where it addresses none.
    pub fn met(&self, entity: EntityId) -> Option<Met> {
        self.met.get_or_init(|| met(self.assessment())).get(&entity).copied()
    }

    /// What words of documents are made from. Nothing of what is told goes into them.
    pub(super) fn input(&self) -> Input<'_> {
        let Checked { sources, model, rulebook, waived, facts, .. } = &*self.checked;
        Input { model, sources, rulebook, waived, told: &[], counts: self.telling().1, facts }
    }
}

fn met(assessment: &Assessment) -> FxHashMap<EntityId, Met> {
    let mut found: FxHashMap<EntityId, Met> = FxHashMap::default();
    for item in assessment.frameworks.iter().flat_map(|framework| &framework.items) {
        let demands = !matches!(item.status, Status::NotApplicable | Status::Informative);
        if item.role.sums_up() || !demands {
            continue;
        }
        let mut links: Vec<EntityId> =
            item.links.iter().filter(|link| link.reach != Reach::Below).map(|link| link.entity).collect();
        links.sort_unstable();
        links.dedup();
        for entity in links {
            let counted = found.entry(entity).or_default();
            counted.all += 1;
            counted.met += usize::from(item.status == Status::Conformant);
        }
    }
    found
}
