//! One fact of a conforming model is changed at a time: a field or an entity is taken away, a day lies a year off, a state is set back, a
//! reference leads elsewhere, a figure is halved or doubled. A change shows in what is told or in the state of a requirement, or nobody
//! notices it.
//!
//! Not every change has to be noticed: a contact may have another number, and a day may lie a year earlier and be in order. What has to hold
//! is that the share of noticed changes does not fall. A plain run looks at some of them; the variable `SMS_MUTANTS` asks for all, and lists
//! what nothing notices, by sort of change and field:
//!
//! ```text
//! SMS_MUTANTS=small     cargo test --release --test suite mutation -- --nocapture
//! SMS_MUTANTS=northwind cargo test --release --test suite mutation -- --nocapture
//! ```

mod changes;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use sms::assess::{Status, assess};
use sms::diag::Severity;
use sms::source::Origin;
use sms::workspace::{self, Checked, Snapshot, Telling};
use sms::world::{Audience, Cancel, Facts};

use crate::support::{self, TODAY};
use changes::Change;

/// A plain run looks at one change of the small model in so many.
const STRIDE: usize = 40;

/// The share of these, in per cent, that has to be noticed. It goes up as rules come to judge more, and never down.
const NOTICED: usize = 36;

/// What is told of a model, and how each requirement stands.
#[derive(PartialEq, Eq, Debug)]
struct Judged {
    told: BTreeSet<(String, Severity, String)>,
    states: Vec<(String, Status)>,
}

/// An example with all that its changes need.
struct Base {
    snapshot: Snapshot,
    facts: Facts,
    changes: Vec<Change>,
    judged: Judged,
}

fn base(example: &str) -> Base {
    let loaded = workspace::load(&[support::root().join("examples").join(example)], &mut std::io::empty());
    let own = loaded.snapshot.sources().files().filter(|(_, file)| file.origin() == Origin::Model);
    let snapshot = Snapshot::new(own.map(|(_, file)| (file.name().to_owned(), file.text().to_owned())));
    let facts = Facts { today: TODAY, files: loaded.on_record.clone(), audience: Audience::Anybody };
    let checked = snapshot.check(&facts, &Cancel::new()).expect("nobody stops it");
    let own = checked.sources.files().filter(|(_, file)| file.origin() == Origin::Model);
    let parsed: Vec<_> = own.map(|(id, _)| sms::syntax::parse(&checked.sources, id)).collect();
    let trees: Vec<_> = parsed.iter().map(|parsed| &parsed.tree).collect();
    let changes = changes::all(&checked.sources, &trees, &checked.model);
    Base { judged: judged(&checked), snapshot, facts, changes }
}

fn judged(checked: &Checked) -> Judged {
    let told = checked.tell(&Telling::default());
    let told = told.diagnostics.iter().map(|told| (told.source.id().to_string(), told.severity, told.message.clone())).collect();
    let assessment = assess(&checked.case());
    let items = assessment.frameworks.iter().flat_map(|framework| &framework.items);
    Judged { told, states: items.map(|item| (item.number.clone(), item.status)).collect() }
}

impl Base {
    fn is_noticed(&self, change: &Change) -> bool {
        let file = self.snapshot.sources().file(change.file);
        let mut text = file.text().to_owned();
        text.replace_range(change.range.clone(), &change.with);
        let name = file.name().to_owned();
        let checked = self.snapshot.with(&name, text).check(&self.facts, &Cancel::new()).expect("nobody stops it");
        judged(&checked) != self.judged
    }

    /// One change in so many, with whether it is noticed.
    fn tried(&self, stride: usize) -> Vec<(&Change, bool)> {
        let chosen: Vec<&Change> = self.changes.iter().step_by(stride).collect();
        chosen.into_par_iter().map(|change| (change, self.is_noticed(change))).collect()
    }
}

#[test]
fn a_conforming_model_gets_no_finding_above_a_note() {
    let base = base("small");
    let heavy: Vec<_> = base.judged.told.iter().filter(|(_, severity, _)| *severity != Severity::Note).collect();
    assert!(heavy.is_empty(), "{heavy:#?}");
}

#[test]
fn a_changed_fact_shows() {
    let asked = std::env::var("SMS_MUTANTS").unwrap_or_default();
    let base = base(if asked.is_empty() { "small" } else { &asked });
    let tried = base.tried(if asked.is_empty() { STRIDE } else { 1 });
    let seen = tried.iter().filter(|(_, noticed)| *noticed).count();
    let mut unseen: BTreeMap<(&str, &str), (usize, usize)> = BTreeMap::new();
    for (change, noticed) in &tried {
        let count = unseen.entry((change.sort.word(), &change.of)).or_default();
        count.0 += usize::from(!noticed);
        count.1 += 1;
    }
    if !asked.is_empty() {
        for ((sort, of), (missed, all)) in unseen.iter().filter(|(_, (missed, _))| *missed > 0) {
            println!("{sort:13} {of:44} {missed} of {all}");
        }
        println!("{asked}: {seen} of {} changes are noticed", tried.len());
    }
    assert!(seen * 100 >= NOTICED * tried.len(), "only {seen} of {} changes are noticed", tried.len());
}
