//! All that is shown of a check, so that two can be compared.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use sms::artefact::{self, Input, document::Document};
use sms::quantity::{Date, day};
use sms::report::{self, Closing, Colour, Format, Report};
use sms::workspace::{self, Checked, Snapshot, Telling, Told};
use sms::world::{Absent, Audience, Cancel, Facts};

pub const TODAY: Date = day(2026, 11, 21);

/// The texts of a model by name.
pub type Texts = BTreeMap<String, String>;

/// How much of a check is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Depth {
    /// The report for tools and the coverage report.
    Reports,
    /// These, and every other document.
    Documents,
}

/// What a check shows.
#[derive(PartialEq)]
pub struct Shown {
    pub report: String,
    documents: Vec<Document>,
}

pub fn facts() -> Facts {
    Facts { today: TODAY, files: Arc::new(Absent), audience: Audience::Anybody }
}

/// What the model shows that is made of these texts alone.
pub fn fresh(texts: &Texts, depth: Depth) -> Shown {
    let texts = texts.iter().map(|(name, text)| (name.clone(), text.clone())).collect();
    shown(&workspace::check(workspace::load_texts(texts), TODAY), depth)
}

/// What a snapshot shows.
pub fn seen(snapshot: &Snapshot, depth: Depth) -> Shown {
    shown(&snapshot.check(&facts(), &Cancel::new()).expect("nobody stops it"), depth)
}

pub fn shown(checked: &Checked, depth: Depth) -> Shown {
    let Told { diagnostics, counts, .. } = checked.tell(&Telling::default());
    let files: Vec<_> = checked.sources.files().map(|(id, _)| id).collect();
    let veil = checked.model.veil(&checked.sources, files, &BTreeSet::new());
    let told = Report {
        sources: &checked.sources,
        veil: &veil,
        diagnostics: &diagnostics,
        known: &[],
        waived: &[],
        summary: counts,
        as_of: TODAY,
        closing: Closing::Counts,
    };
    let mut json = Vec::new();
    report::write(&told, Format::Json, Colour::Plain, &mut json).expect("memory takes it");
    let Checked { sources, model, rulebook, waived, facts, .. } = checked;
    let input = Input { model, sources, rulebook, waived, told: &diagnostics, counts, facts };
    let documents = match depth {
        Depth::Reports => artefact::only(&input, &["coverage_report".to_owned()]),
        Depth::Documents => artefact::all(&input),
    };
    Shown { report: String::from_utf8(json).expect("a report is text"), documents }
}
