//! What is on file, and whether it counts today.

use std::borrow::Cow;

use rustc_hash::FxHashMap;

use crate::model::{EntityId, FieldRole, Lang, Model, Slot, TextSort, Type, Value};
use crate::quantity::{Date, Duration, Scalar};
use crate::source::{Origin, Span};
use crate::world::Unread;

use super::{Case, Link, editions, links};

/// States in which a document may not be used, or not yet.
pub const NOT_IN_FORCE: [&str; 4] = ["draft", "in_review", "obsolete", "withdrawn"];

/// Something on file for a clause or requirement.
#[derive(Clone, PartialEq, Debug)]
pub struct Held {
    /// The evidence, or the document that addresses the clause itself.
    pub entity: EntityId,
    /// Which of the two it is.
    pub sort: Sort,
    /// Whether it counts today.
    pub currency: Currency,
    /// Where the decisive field stands.
    pub span: Span,
}

/// What sort of thing is on file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// An entity of the evidence kind.
    Evidence,
    /// Another entity that addresses the clause and has a file of its own: a policy, a plan, a procedure.
    Document,
}

/// Whether something on file counts today.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Currency {
    /// It does.
    Current,
    /// What it covers ended too long ago.
    Ended(Date),
    /// It is a document in this state, in which it may not be used.
    NotInForce(String),
    /// What it covers has not begun.
    NotYet(Date),
    /// It names no file.
    NoFile,
    /// Its rows are part of the model, and there are none.
    NoRows,
    /// It is kept at this address, where nobody has looked: only a file beside the model is known to be there.
    Elsewhere(String),
    /// It names a file that is not there.
    FileMissing(String),
}

/// All evidence of the organisation, by what it is about.
#[derive(Debug)]
pub(super) struct Index {
    held: Vec<Held>,
    about: FxHashMap<EntityId, Vec<usize>>,
    documents: FxHashMap<EntityId, Held>,
    /// The documents of each type.
    by_type: FxHashMap<EntityId, Vec<Held>>,
}

impl Index {
    pub(super) fn new(case: &Case, lang: &Lang) -> Index {
        let model = case.model;
        let mut index =
            Index { held: Vec::new(), about: FxHashMap::default(), documents: FxHashMap::default(), by_type: FxHashMap::default() };
        for entity in model.ids().filter(|&id| model.entity(id).origin == Origin::Model) {
            if model.is_a(entity, lang.evidence) {
                index.add(case, lang, entity);
            } else if let Some(held) = document(case, entity) {
                for ty in types(model, entity) {
                    index.by_type.entry(ty).or_default().push(held.clone());
                }
                index.documents.insert(entity, held);
            }
        }
        index
    }

    fn add(&mut self, case: &Case, lang: &Lang, entity: EntityId) {
        let model = case.model;
        let (currency, span) = evidence_currency(case, lang, entity);
        let at = self.held.len();
        self.held.push(Held { entity, sort: Sort::Evidence, currency, span });
        let named =
            model.slots(entity).iter().filter(|slot| slot.field != lang.evidence_about).flat_map(|slot| slot.value.entities());
        named.filter(|&target| is_item(model, lang, target)).for_each(|target| self.enter(target, at));
        for target in model.related(entity, lang.evidence_about) {
            self.enter(target, at);
            // Evidence about an activity is evidence about its process. It is not so with clauses: what shows 8.6.1 says nothing about
            // the rest of 8.6.
            if !is_item(model, lang, target) {
                let parent = |id: EntityId| model.entity(id).parent.map(|(parent, _)| parent);
                std::iter::successors(parent(target), |&id| parent(id)).for_each(|id| self.enter(id, at));
            }
        }
    }

    fn enter(&mut self, target: EntityId, at: usize) {
        let list = self.about.entry(target).or_default();
        if list.last() != Some(&at) {
            list.push(at);
        }
    }

    /// What is on file for `item`, which `links` address: evidence about these or about the item or a clause that holds it, the files of
    /// those among them that are documents, and all documents of the types it `needs`: a service level agreement shows that there are such
    /// agreements, whatever process keeps them. Each once, in the order of the model.
    pub(super) fn of(&self, model: &Model, lang: &Lang, item: EntityId, links: &[Link], needs: &[EntityId]) -> Vec<Held> {
        let targets = links.iter().map(|link| link.entity).chain([item]).chain(links::holders(model, lang, item));
        let mut places: Vec<usize> = targets.filter_map(|target| self.about.get(&target)).flatten().copied().collect();
        places.sort_unstable();
        places.dedup();
        let documents = links.iter().filter_map(|link| self.documents.get(&link.entity));
        let typed = needs.iter().filter_map(|ty| self.by_type.get(ty)).flatten();
        let mut held: Vec<Held> =
            places.iter().filter_map(|&at| self.held.get(at)).chain(documents).chain(typed).cloned().collect();
        held.sort_by_key(|held| held.entity);
        held.dedup_by_key(|held| held.entity);
        held
    }
}

fn is_item(model: &Model, lang: &Lang, id: EntityId) -> bool {
    model.is_a(id, lang.clause) || model.is_a(id, lang.requirement)
}

/// Whether evidence counts today, and where that can be seen.
fn evidence_currency(case: &Case, lang: &Lang, entity: EntityId) -> (Currency, Span) {
    let (model, today) = (case.model, case.facts.today);
    let file = model.value(entity, lang.evidence_file);
    if !has_file(file) {
        return match url(case, entity) {
            Some((url, span)) => (Currency::Elsewhere(url), span),
            None => (Currency::NoFile, model.entity(entity).name_span),
        };
    }
    if let Some(missing) = missing_file(case, entity, file) {
        return (Currency::FileMissing(missing), model.place(entity, lang.evidence_file));
    }
    if has_no_rows(case, lang, entity, file) {
        return (Currency::NoRows, model.place(entity, lang.evidence_file));
    }
    let covers = match model.value(entity, lang.evidence_covers) {
        Value::Scalar(Scalar::Dates(dates)) => Some((dates.first, dates.last, model.place(entity, lang.evidence_covers))),
        Value::Scalar(Scalar::Date(date)) => Some((*date, *date, model.place(entity, lang.evidence_covers))),
        _ => named(model, entity, "dated").and_then(|slot| match slot.value {
            Value::Scalar(Scalar::Date(date)) => Some((date, date, slot.span)),
            _ => None,
        }),
    };
    let Some((first, last, span)) = covers else {
        return (Currency::Current, model.place(entity, lang.evidence_file));
    };
    let shelf_life = match named(model, entity, "renewed").map(|slot| &slot.value) {
        Some(Value::Scalar(Scalar::Interval(interval) | Scalar::Duration(interval))) => Some(*interval),
        _ => shelf_life(model, lang),
    };
    if first > today {
        (Currency::NotYet(first), span)
    } else if shelf_life.is_some_and(|life| life.after(last) < today) {
        (Currency::Ended(last), span)
    } else {
        (Currency::Current, span)
    }
}

/// Whether the file of evidence is there, of whatever day it is.
pub(super) fn is_on_file(case: &Case, lang: &Lang, entity: EntityId) -> bool {
    match evidence_currency(case, lang, entity).0 {
        Currency::Current | Currency::Ended(_) | Currency::NotYet(_) => true,
        Currency::NotInForce(_) | Currency::NoFile | Currency::NoRows | Currency::Elsewhere(_) | Currency::FileMissing(_) => false,
    }
}

/// How long evidence counts that does not say how often it is renewed: the library says so.
pub(super) fn shelf_life(model: &Model, lang: &Lang) -> Option<Duration> {
    match model.value(editions::library(model)?, lang.evidence_counts) {
        Value::Scalar(Scalar::Duration(life)) => Some(*life),
        _ => None,
    }
}

/// An entity that is a document of its own: one whose kind has a place for its file. A process that is described in some document, or in a
/// file, is not one.
fn document(case: &Case, entity: EntityId) -> Option<Held> {
    let model = case.model;
    let slot = model.slots(entity).iter().find(|slot| {
        let field = model.schema().field(slot.field);
        // An agreement's `file` may also name a document that is declared; `described` on a process is no file of its own.
        let own = field.ty == Type::File || &*field.name == "file";
        field.role == FieldRole::Written && own && has_file(&slot.value)
    })?;
    let (currency, span) = match (missing_file(case, entity, &slot.value), not_in_force(model, entity)) {
        (Some(missing), _) => (Currency::FileMissing(missing), slot.span),
        (None, Some((status, span))) => (Currency::NotInForce(status), span),
        (None, None) => (Currency::Current, slot.span),
    };
    Some(Held { entity, sort: Sort::Document, currency, span })
}

/// The state of a document that may not be used, where its kind has such states.
fn not_in_force(model: &Model, entity: EntityId) -> Option<(String, Span)> {
    let slot = named(model, entity, "status")?;
    let Value::Enum(id, at) = slot.value else { return None };
    let variant = model.schema().enumeration(id).variants.get(usize::from(at))?;
    NOT_IN_FORCE.contains(&&*variant.name).then(|| (variant.title.to_string(), slot.span))
}

/// The types an entity is declared to be of, or is by its kind.
pub(super) fn types(model: &Model, entity: EntityId) -> Vec<EntityId> {
    let field = model.schema().field_named(model.entity(entity).kind, "type");
    field.map_or_else(Vec::new, |field| model.value(entity, field).entities().collect())
}

fn url(case: &Case, entity: EntityId) -> Option<(String, Span)> {
    let slot = named(case.model, entity, "url")?;
    Some((case.reader().letters_of(&slot.value)?.into_owned(), slot.span))
}

/// The written field of this name, which a library's kind may lack.
pub(super) fn named<'a>(model: &'a Model, entity: EntityId, name: &str) -> Option<&'a Slot> {
    model.slot(entity, model.schema().field_named(model.entity(entity).kind, name)?)
}

fn files(value: &Value) -> impl Iterator<Item = &Value> {
    let many = match value {
        Value::List(items) => &items[..],
        _ => &[],
    };
    let all = std::iter::once(value).chain(many.iter().map(|item| &item.value));
    all.filter(|value| value.sort() == Some(TextSort::File))
}

fn has_file(value: &Value) -> bool {
    files(value).next().is_some()
}

/// Whether the rows of a record were looked for and there are none: headings alone show nothing.
fn has_no_rows(case: &Case, lang: &Lang, entity: EntityId, file: &Value) -> bool {
    let named_in = case.sources.file(case.model.entity(entity).name_span.file).name();
    // Nothing is read: what is there has a size, or is empty.
    let is_there = |path: &str| matches!(case.facts.files.read(path, named_in, 0), Ok(_) | Err(Unread::TooLarge { .. }));
    case.model.is_a(entity, lang.records.rows)
        && case.model.rows_of(entity).next().is_none()
        && files(file).any(|file| file.ask(is_there) == Some(true))
}

fn missing_file(case: &Case, entity: EntityId, value: &Value) -> Option<String> {
    let named_in = case.sources.file(case.model.entity(entity).name_span.file).name();
    let is_missing = |file: &&Value| file.ask(|path| case.facts.files.state(path, named_in).is_on_record()) == Some(false);
    files(value).find(is_missing).and_then(|file| case.reader().letters_of(file)).map(Cow::into_owned)
}
