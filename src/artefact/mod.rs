//! The artefacts: what an auditor asks for, as views of the model.
//!
//! Each file builds one [`Document`]; `write` turns documents into files. What is no more than a table comes from the registers of the
//! library and of the organisation ([`registers`]).

pub mod applicability;
pub mod capability;
pub mod checklists;
pub mod coverage;
pub mod cross_reference;
pub mod digest;
pub mod document;
pub mod dossier;
pub mod findings;
mod names;
pub mod overview;
pub mod raci;
pub mod registers;
pub mod wording;
pub mod worksheet;

use std::borrow::Cow;

use crate::assess::{self, Assessment, Case, Waived};
use crate::diag::{Counts, Diagnostic};
use crate::model::{EntityId, Model, Reader};
use crate::rules::{self, Rulebook};
use crate::source::{Origin, Sources, Span};
use crate::world::{Audience, Facts};

pub use document::Document;
pub use dossier::{Chapter, Dossier, dossier};
pub use names::unfit_names;

use document::{Cell, EntityRef, Notice, Place, Provenance, Section, SourceCount, Weight};

/// What artefacts are made from.
#[derive(Clone, Copy, Debug)]
pub struct Input<'a> {
    /// The model.
    pub model: &'a Model,
    /// The files it was read from.
    pub sources: &'a Sources,
    /// The rules and registers.
    pub rulebook: &'a Rulebook,
    /// The findings of the rules, parted by whether a waiver silences them.
    pub waived: &'a Waived,
    /// What is told of the model, in order.
    pub told: &'a [Cow<'a, Diagnostic>],
    /// How much that is.
    pub counts: Counts,
    /// The as-of date, and which files exist.
    pub facts: &'a Facts,
}

impl<'a> Input<'a> {
    /// Who makes words of the model for those who read the documents.
    fn reader(&self) -> Reader<'a> {
        self.model.reader(self.facts.audience)
    }
}

/// The artefacts that are more than a register, by name.
const BUILT: [(&str, Builder); 9] = [
    ("overview", overview::document),
    ("findings", |input, _| findings::document(input)),
    ("raci_matrix", |input, _| raci::document(input)),
    ("applicability_record", applicability::document),
    ("coverage_report", coverage::document),
    ("cross_reference", cross_reference::document),
    ("readiness", checklists::document),
    ("capability_profile", capability::document),
    ("audit_worksheet", worksheet::document),
];

/// Makes one artefact from the model and its assessment.
type Builder = fn(&Input, &Assessment) -> Document;

/// The names of all artefacts, in the order of [`all`]: what `--only` takes.
///
/// A register of the same name as another artefact cannot be told from it and is left out; [`unfit_names`] tells it.
pub fn names(rulebook: &Rulebook) -> Vec<String> {
    let built = BUILT.iter().map(|(name, _)| (*name).to_owned());
    let registers = rulebook.registers.iter().map(|register| register.name.clone());
    built.chain(registers.filter(|name| BUILT.iter().all(|(built, _)| built != name))).collect()
}

/// What a document holds, in a line.
pub fn about(rulebook: &Rulebook, sources: &Sources, name: &str) -> String {
    if let Some((_, about)) = ABOUT.iter().find(|(built, _)| *built == name) {
        return (*about).to_owned();
    }
    let Some(register) = rulebook.register(name) else { return String::new() };
    let doc = rules::written(register.doc, sources);
    match doc.split_once(". ").map_or(doc.trim_end().trim_end_matches('.'), |(first, _)| first).trim() {
        "" => register.title.clone(),
        first => format!("{}: {}", register.title, first.replace('\n', " ")),
    }
}

/// What the documents hold that are more than a register.
const ABOUT: [(&str, &str); 9] = [
    ("overview", "Where we stand: states by clause, what matters most, what is coming"),
    ("findings", "Findings: all that is told of the model, with what to do"),
    ("raci_matrix", "RACI matrix: who plays which part in each activity"),
    ("applicability_record", "Applicability record: what the scope takes in, and which clauses apply"),
    ("coverage_report", "Coverage report: how far each clause and requirement is met, and what that rests on"),
    ("cross_reference", "Cross-reference: what results by one framework show for another, and what remains"),
    ("readiness", "Readiness: checklists with how each item stands, why, and what would change it"),
    ("capability_profile", "Capability of processes: the level of each on a scale, what is aimed at, and what is missing"),
    ("audit_worksheet", "Audit worksheet: what to ask, to verify and to look at for each requirement, and room for what was seen"),
];

/// Every artefact: the matrices and records first, then every register in the order of the sources.
pub fn all(input: &Input) -> Vec<Document> {
    let names = names(input.rulebook);
    only(input, &names)
}

/// The artefacts of these names, in the order given; names that are not among [`names`] give nothing.
pub fn only(input: &Input, names: &[String]) -> Vec<Document> {
    let assessed = names.iter().any(|name| BUILT.iter().any(|(built, _)| built == name));
    let case =
        Case { model: input.model, sources: input.sources, rulebook: input.rulebook, waived: input.waived, facts: input.facts };
    let assessment = if assessed { assess::assess(&case) } else { Assessment::default() };
    let builder = |name: &String| BUILT.iter().find(|(built, _)| built == name).map(|(_, builder)| builder);
    let mut registers = registers::documents(input, names.iter().filter(|name| builder(name).is_none()));
    let build = |name: &String| match builder(name) {
        Some(builder) => Some(builder(input, &assessment)),
        None => registers.remove(name),
    };
    let folder = folder(input.sources);
    let provenance = provenance(input);
    let finished = |document| {
        let document = with_own_anchors(Document { provenance: provenance.clone(), ..document });
        relative(document, &folder)
    };
    names.iter().filter_map(build).map(finished).collect()
}

/// The artefacts beside registers that have nothing to say on many models: without ratings of processes, or another framework.
const KEPT_BY_FEW: [&str; 3] = ["cross_reference", "readiness", "capability_profile"];

/// Whether the document is a register of the library in which nothing stands: the library has one for everything that some organisation
/// keeps, and few keep all of it. A register of the organisation's own says something by being empty.
pub fn is_idle(rulebook: &Rulebook, document: &Document) -> bool {
    let is_library = rulebook.register(&document.name).is_some_and(|register| register.origin == Origin::Library);
    let is_kept_by_few = KEPT_BY_FEW.contains(&&*document.name);
    (is_library || is_kept_by_few) && document.tables().all(|table| table.rows.is_empty()) && !registers::is_cut_short(document)
}

/// Makes anchors unlike one another: an entity may be called what a section of the artefact is called.
fn with_own_anchors(mut document: Document) -> Document {
    let mut taken = std::collections::BTreeSet::new();
    for section in &mut document.sections {
        let first = section.anchor.clone();
        let mut number = 2;
        while !taken.insert(section.anchor.clone()) {
            section.anchor = format!("{first}-{number}");
            number += 1;
        }
    }
    document
}

/// The folder that holds all files of the model, with its `/`; empty where there is none.
fn folder(sources: &Sources) -> String {
    let mut names = sources.files().filter(|(_, file)| file.origin() == Origin::Model).map(|(_, file)| file.name());
    let folder = |name: &str| name.rfind('/').map_or(0, |slash| slash + 1);
    let mut common = match names.next() {
        Some(name) => &name[..folder(name)],
        None => return String::new(),
    };
    for name in names {
        while !name.starts_with(common) {
            common = &common[..folder(common.trim_end_matches('/'))];
        }
    }
    common.to_owned()
}

/// Names files from the model's folder on, so that a document does not depend on where the command ran.
fn relative(mut document: Document, folder: &str) -> Document {
    let shorten = |file: &mut String| {
        if let Some(rest) = file.strip_prefix(folder) {
            *file = rest.to_owned();
        }
    };
    document.provenance.sources.iter_mut().for_each(|source| shorten(&mut source.file));
    document.places_mut(|place| shorten(&mut place.file));
    document
}

/// A document with the notices and the provenance that every artefact carries.
pub fn begin(input: &Input, name: &str, title: impl Into<String>) -> Document {
    Document {
        name: name.to_owned(),
        title: title.into(),
        subtitle: wording::organisation(input),
        notices: notices(input),
        mark: mark(input),
        sections: Vec::new(),
        // All documents of a build have the same; it is put in at the end, once it has been worked out.
        provenance: nothing_yet(input),
    }
}

fn notices(input: &Input) -> Vec<Notice> {
    let counts = input.counts;
    let mut notices = Vec::new();
    notices.extend(mark(input).map(|text| Notice { weight: Weight::Caution, text }));
    if counts.errors > 0 {
        let errors = wording::counted(counts.errors, "error", "errors");
        let warnings = match counts.warnings {
            0 => String::new(),
            count => format!(" and {}", wording::counted(count, "warning", "warnings")),
        };
        let text = format!(
            "Built from a model with {errors}{warnings}. What is shown may be incomplete or wrong; do not rely on it until the errors are put right."
        );
        notices.push(Notice { weight: Weight::Caution, text });
    }
    notices.push(Notice { weight: Weight::Remark, text: CERTIFIES_NOTHING.to_owned() });
    notices
}

fn mark(input: &Input) -> Option<String> {
    match input.facts.audience {
        Audience::Anybody => None,
        Audience::Licensed => Some(PRIVATE.to_owned()),
    }
}

/// The mark of what licensed texts may stand in.
pub const PRIVATE: &str = "Private. This page may hold licensed text of a standard; it is for those alone whom the licence covers.";

const CERTIFIES_NOTHING: &str = "This page shows what the model declares and what is on file with it. Statuses mean readiness as the model \
shows it; they certify nothing and replace no audit.";

fn provenance(input: &Input) -> Provenance {
    let mut counts: Vec<usize> = vec![0; input.sources.files().count()];
    for id in input.model.ids() {
        if let Some(count) = counts.get_mut(input.sources.rank(input.model.entity(id).name_span.file)) {
            *count += 1;
        }
    }
    let mut sources = Vec::new();
    let mut library_entities = 0;
    for ((_, file), entities) in input.sources.files().zip(counts) {
        match file.origin() {
            Origin::Library => library_entities += entities,
            Origin::Model | Origin::Record => sources.push(SourceCount { file: file.name().to_owned(), entities }),
        }
    }
    Provenance {
        sources,
        library_entities,
        library: assess::edition(input.model).map(Cow::into_owned),
        digest: digest::hexadecimal(&digest::of_model(input.sources, &folder(input.sources))),
        errors: input.counts.errors,
        waived: input.waived.waived.len(),
        ..nothing_yet(input)
    }
}

fn nothing_yet(input: &Input) -> Provenance {
    Provenance {
        as_of: input.facts.today,
        tool: concat!("sms ", env!("CARGO_PKG_VERSION")).to_owned(),
        sources: Vec::new(),
        library_entities: 0,
        library: None,
        digest: String::new(),
        errors: 0,
        waived: 0,
    }
}

/// The line of a span.
pub fn place(input: &Input, span: Span) -> Place {
    Place { file: input.sources.file(span.file).name().to_owned(), line: input.sources.position(span).line }
}

/// The line on which an entity is declared.
pub fn declared(input: &Input, id: EntityId) -> Place {
    place(input, input.model.entity(id).name_span)
}

/// An entity, as a cell.
fn entity(input: &Input, id: EntityId) -> Cell {
    Cell::Entity(EntityRef { path: input.model.entity(id).path.to_string(), title: wording::title(input, id) })
}

/// Entities, as a cell.
fn entities(input: &Input, ids: impl IntoIterator<Item = EntityId>) -> Cell {
    Cell::list(ids.into_iter().map(|id| entity(input, id)).collect())
}

/// A section that stands on its own.
fn section(anchor: &str, title: impl Into<String>) -> Section {
    Section::new(anchor, title, document::Level::Main)
}

/// A section that belongs to the one before.
fn part(anchor: &str, title: impl Into<String>) -> Section {
    Section::new(anchor, title, document::Level::Part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_a_model_holds_all_its_files() {
        let folder_of = |names: &[&str]| {
            let mut sources = Sources::new();
            sources.add("stdlib/core.sms", "", Origin::Library);
            names.iter().for_each(|name| {
                sources.add(*name, "", Origin::Model);
            });
            folder(&sources)
        };
        assert_eq!(folder_of(&["a/b/x.sms", "a/b/c/y.sms", "a/bc/z.sms"]), "a/");
        assert_eq!(folder_of(&["a/b/x.sms", "a/b/c/y.sms"]), "a/b/");
        assert_eq!(folder_of(&["a/x.sms", "y.sms"]), "");
        assert_eq!(folder_of(&["/tmp/m/x.sms", "/tmp/n/x.sms"]), "/tmp/");
        assert_eq!(folder_of(&["../x.sms", "y/x.sms"]), "");
        assert_eq!(folder_of(&[]), "");
    }
}
