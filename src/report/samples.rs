//! Diagnostics of every sort, for the tests of the forms.

use std::borrow::Cow;

use super::{Closing, Report, Silenced};
use crate::diag::codes::{E0001, E0006, E0105, E0203};
use crate::diag::{ClauseRef, Counts, Diagnostic, Label, Place, Severity, Source};
use crate::quantity::Date;
use crate::source::{Origin, Sources, Span, Veil};

/// Texts and diagnostics that point into them.
pub struct Sample {
    pub sources: Sources,
    pub veil: Veil,
    pub diagnostics: Vec<Cow<'static, Diagnostic>>,
    pub silenced: Cow<'static, Diagnostic>,
}

impl Sample {
    /// What the one waiver of the sample silences.
    pub fn waived(&self) -> [Silenced<'_>; 1] {
        [Silenced {
            finding: &self.silenced,
            waiver: "later",
            place: self.silenced.span().unwrap(),
            because: "the contract is being renewed".into(),
            accepted_by: "managing_director",
            until: Date::constant(2026, 12, 31),
        }]
    }

    pub fn report<'a>(&'a self, waived: &'a [Silenced<'a>]) -> Report<'a> {
        Report {
            sources: &self.sources,
            veil: &self.veil,
            diagnostics: &self.diagnostics,
            known: std::slice::from_ref(&self.silenced),
            waived,
            summary: Counts { files: 2, entities: 3, errors: 4, warnings: 1, ..Counts::default() },
            as_of: Date::constant(2026, 3, 1),
            closing: Closing::Counts,
        }
    }
}

/// A diagnostic of each sort: no place, a file, a fix, a far label in the same file and one in another file, a rule with a clause.
pub fn sample() -> Sample {
    let mut sources = Sources::new();
    let parties = sources.add("model/parties.sms", PARTIES, Origin::Model);
    let services = sources.add("model/services.sms", SERVICES, Origin::Model);
    let at = |file, text: &str, part: &str| {
        let start = text.find(part).unwrap();
        Span::new(file, start, start + part.len())
    };
    let rule = Label { span: at(parties, PARTIES, "[hosting]"), text: "provides this".to_owned() };
    let mut governed = Diagnostic::new(
        Source::Rule("ungoverned_party".to_owned()),
        Severity::Warning,
        Place::Text(rule),
        "`acme` provides `hosting`, but nothing shows how it is governed".to_owned(),
    )
    .label(at(parties, PARTIES, "acme"), "this party")
    .note("the answer for a service stays with the organisation\nwhoever provides it")
    .help("declare a `governance` for `acme`")
    .about("acme");
    governed.clauses.push(ClauseRef { path: "odds.8.2".to_owned(), citation: "The Odds, 8.2 Parties".to_owned() });
    let silenced = governed.clone();
    let diagnostics = vec![
        Diagnostic::new(Source::Language(&E0006), Severity::Error, Place::Nowhere, "there is nothing to check".to_owned()),
        Diagnostic::new(
            Source::Language(&E0001),
            Severity::Error,
            Place::File("model/old.sms".to_owned()),
            "cannot read `model/old.sms`".to_owned(),
        ),
        governed,
        Diagnostic::error(&E0203, at(services, SERVICES, "leed"), "`leed` is not in the model", "not found")
            .label(at(parties, PARTIES, "leeds"), "`leeds` is declared here")
            .help("did you mean `leeds`?"),
        Diagnostic::error(&E0105, at(services, SERVICES, "="), "`=` where `:` belongs", "").replace(
            at(services, SERVICES, "="),
            ":",
            "write `:` in place of `=`",
        ),
    ];
    let diagnostics = diagnostics.into_iter().map(Cow::Owned).collect();
    Sample { sources, veil: Veil::default(), diagnostics, silenced: Cow::Owned(silenced) }
}

const PARTIES: &str = "customer leeds \"Leeds\" {}\n\nexternal_supplier acme {\n  contact: \"x\"\n\n\tprovides:\t[hosting]\n}\n";
const SERVICES: &str = "service hosting {\n  customers: [leed]\n  stage = live\n}\n";
