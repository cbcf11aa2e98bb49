//! The dossier: all documents of a model as one, in chapters.
//!
//! Registers say in which chapter they stand (`chapter: "Parties and suppliers"`); what the organisation's own registers name and the
//! library does not becomes a chapter of its own.

use crate::rules::Rulebook;

use super::document::{self, Document, Notice, Provenance};

/// The chapters in the order in which somebody reads who has not seen the organisation before.
const CHAPTERS: [&str; 15] = [
    OVERVIEW,
    "Scope and context",
    STATUS,
    READINESS,
    RESPONSIBILITIES,
    "People and knowledge",
    "Parties and suppliers",
    "Services",
    "Agreements and targets",
    "Planning and risk",
    "Continuity and security",
    "Change and operation",
    "Documents and evidence",
    "Evaluation and improvement",
    FINDINGS,
];

const OVERVIEW: &str = "Where we stand";
const STATUS: &str = "Status by clause";
const READINESS: &str = "Readiness";
const RESPONSIBILITIES: &str = "Responsibilities";
const FINDINGS: &str = "Findings and actions";

/// Where registers stand that do not say it.
const OTHERS: &str = "Further registers";

/// The chapters of the documents that are more than a register.
const BUILT: [(&str, &str); 9] = [
    ("overview", OVERVIEW),
    ("applicability_record", "Scope and context"),
    ("coverage_report", STATUS),
    ("cross_reference", STATUS),
    ("audit_worksheet", STATUS),
    ("readiness", READINESS),
    ("capability_profile", READINESS),
    ("raci_matrix", RESPONSIBILITIES),
    ("findings", FINDINGS),
];

/// All documents of a model.
#[derive(Clone, PartialEq, Debug)]
pub struct Dossier {
    /// The stem of its files.
    pub name: String,
    /// The title on the first page.
    pub title: String,
    /// The organisation, where the model names one.
    pub organisation: Option<String>,
    /// What a reader has to know before anything else.
    pub notices: Vec<Notice>,
    /// That it is private, where it is.
    pub mark: Option<String>,
    /// What it was made from.
    pub provenance: Provenance,
    /// The documents.
    pub chapters: Vec<Chapter>,
}

/// Documents on one subject.
#[derive(Clone, PartialEq, Debug)]
pub struct Chapter {
    /// Its name in links.
    pub anchor: String,
    /// The heading.
    pub title: String,
    /// What stands in it.
    pub documents: Vec<Document>,
}

impl Dossier {
    /// All documents, in order.
    pub fn documents(&self) -> impl Iterator<Item = &Document> {
        self.chapters.iter().flat_map(|chapter| &chapter.documents)
    }
}

/// Binds documents to one dossier; none where there are no documents.
pub fn dossier(rulebook: &Rulebook, documents: Vec<Document>) -> Option<Dossier> {
    let first = documents.first()?;
    let mut dossier = Dossier {
        name: "dossier".to_owned(),
        title: "Service management dossier".to_owned(),
        organisation: first.subtitle.clone(),
        notices: first.notices.clone(),
        mark: first.mark.clone(),
        provenance: first.provenance.clone(),
        chapters: Vec::new(),
    };
    for document in documents {
        let title = chapter_of(rulebook, &document.name);
        let anchor = document::anchor(title);
        match dossier.chapters.iter_mut().find(|chapter| chapter.anchor == anchor) {
            Some(chapter) => chapter.documents.push(document),
            None => dossier.chapters.push(Chapter { anchor, title: title.to_owned(), documents: vec![document] }),
        }
    }
    let place = |title: &str| CHAPTERS.iter().position(|known| *known == title).unwrap_or(CHAPTERS.len());
    // Stable: chapters of the organisation's own keep the order in which they are first named, behind all others.
    dossier.chapters.sort_by_key(|chapter| place(&chapter.title));
    Some(dossier)
}

fn chapter_of<'a>(rulebook: &'a Rulebook, document: &str) -> &'a str {
    if let Some((_, chapter)) = BUILT.iter().find(|(name, _)| *name == document) {
        return chapter;
    }
    rulebook.register(document).and_then(|register| register.chapter.as_deref()).unwrap_or(OTHERS)
}
