//! What can stand at a place.

use std::collections::BTreeSet;

use super::place::{Inside, Place};
use crate::library;
use crate::model::describe::{field_words, kind_words, placeholder};
use crate::model::{Cardinality, EntityId, Field, FieldId, FieldRole, KindId, Schema, Target, Type};
use crate::quantity::Date;
use crate::workspace::Checked;
use crate::world::Audience;

/// Something that can stand at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offered {
    /// What is shown, and what is typed to find it.
    pub label: String,
    /// What else finds it: a title, the words of a clause.
    pub also: String,
    /// A few words about it.
    pub detail: String,
    /// Its documentation.
    pub doc: String,
    /// What it is.
    pub sort: Sort,
    /// What is written: words, and blanks that somebody fills in.
    pub parts: Vec<Part>,
}

/// A part of what is written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part {
    /// As it is.
    Words(String),
    /// To be filled in, with what could stand there.
    Blank(String),
}

/// What is offered.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sort {
    /// A field that has to be written.
    Required,
    /// A value of an enum, or a form of a literal.
    Value,
    /// A field.
    Field,
    /// An entity.
    Entity,
    /// A kind.
    Kind,
    /// A word of the language.
    Word,
    /// A function or definition.
    Function,
    /// A rule.
    Rule,
}

/// What can stand at `place`, where the day is `today`. What was typed is left to whoever shows them to match.
pub fn offers(checked: &Checked, place: &Place, today: Date) -> Vec<Offered> {
    let schema = checked.model.schema();
    let mut found = match &place.inside {
        Inside::Nothing => Vec::new(),
        Inside::File => items(schema),
        Inside::Body { kinds, written } => match kinds.last().and_then(|kind| schema.kind_named(kind)) {
            Some(kind) => members(schema, kind, written),
            None => Vec::new(),
        },
        Inside::Value { kinds, field, before, .. } => {
            let kind = kinds.last().and_then(|kind| schema.kind_named(kind));
            match kind.and_then(|kind| schema.field_named(kind, field)) {
                Some(field) => values(checked, field, before.as_deref(), today),
                None => Vec::new(),
            }
        }
        Inside::Declaration { word, setting } => expressions(checked, word, setting.as_deref()),
    };
    found.sort_by(|left, right| (left.sort, &left.label).cmp(&(right.sort, &right.label)));
    found
}

fn words(text: impl Into<String>) -> Vec<Part> {
    vec![Part::Words(text.into())]
}

fn word(label: &str, detail: &str, sort: Sort) -> Offered {
    Offered {
        label: label.to_owned(),
        also: String::new(),
        detail: detail.to_owned(),
        doc: String::new(),
        sort,
        parts: words(label),
    }
}

/// What begins an item.
fn items(schema: &Schema) -> Vec<Offered> {
    let kinds = (0..schema.kinds.len()).filter_map(|place| schema.kind_named(&schema.kinds[place].name));
    let mut found: Vec<Offered> = kinds.map(|kind| entity(schema, kind)).collect();
    for (label, detail) in [
        ("rule", "a question that every model has to answer"),
        ("register", "a table made from the model"),
        ("define", "a condition or a set with a name"),
        ("kind", "a sort of entity"),
        ("enum", "a list of values"),
        ("extend", "more of a kind or an enum"),
    ] {
        found.push(word(label, detail, Sort::Word));
    }
    found
}

/// An entity of a kind, with the fields that have to be written.
fn entity(schema: &Schema, kind: KindId) -> Offered {
    let about = schema.kind(kind);
    let mut parts = vec![
        Part::Words(format!("{} ", about.name)),
        Part::Blank(format!("name_of_{}", about.name)),
        Part::Words(" \"".to_owned()),
        Part::Blank("Title".to_owned()),
        Part::Words("\"".to_owned()),
    ];
    let required: Vec<&Field> = about.fields.iter().map(|&field| schema.field(field)).filter(|field| is_required(field)).collect();
    if !required.is_empty() {
        parts.push(Part::Words(" {\n".to_owned()));
        for field in required {
            parts.push(Part::Words(format!("  {}: ", field.name)));
            parts.extend(blank(schema, field));
            parts.push(Part::Words("\n".to_owned()));
        }
        parts.push(Part::Words("}".to_owned()));
    }
    Offered {
        label: about.name.to_string(),
        also: kind_words(schema, kind),
        detail: "kind".to_owned(),
        doc: about.doc.to_string(),
        sort: Sort::Kind,
        parts,
    }
}

fn is_required(field: &Field) -> bool {
    field.role == FieldRole::Written
        && field.default.is_none()
        && matches!(field.cardinality, Cardinality::One | Cardinality::AtLeastOne)
}

/// A blank of the form of the field's values; quotes and brackets are written, what stands in them is filled in.
fn blank(schema: &Schema, field: &Field) -> Vec<Part> {
    let form = placeholder(schema, field);
    let open = form.len() - form.trim_start_matches(['[', '"']).len();
    let close = form.trim_end_matches([']', '"']).len().max(open);
    let part = |range: std::ops::Range<usize>| form.get(range).unwrap_or_default().to_owned();
    vec![Part::Words(part(0..open)), Part::Blank(part(open..close)), Part::Words(part(close..form.len()))]
}

/// The fields of a kind that are not written yet, and the entities that it can contain.
fn members(schema: &Schema, kind: KindId, written: &[String]) -> Vec<Offered> {
    let mut found = Vec::new();
    let mut kinds: BTreeSet<KindId> = BTreeSet::new();
    for &id in &schema.kind(kind).fields {
        let field = schema.field(id);
        match field.role {
            FieldRole::Written if written.iter().all(|name| **name != *field.name) => {
                let mut parts = words(format!("{}: ", field.name));
                parts.extend(blank(schema, field));
                found.push(Offered {
                    label: field.name.to_string(),
                    also: String::new(),
                    detail: field_words(schema, field),
                    doc: field.doc.to_string(),
                    sort: if is_required(field) { Sort::Required } else { Sort::Field },
                    parts,
                });
            }
            FieldRole::Contains => {
                if let Type::OneOf(targets) = &field.ty {
                    kinds.extend(targets.iter().flat_map(|target| match target {
                        Target::Kind(kind) => schema.family(*kind).collect::<Vec<_>>(),
                        Target::Enum(_) | Target::Scalar(_) => Vec::new(),
                    }));
                }
            }
            FieldRole::Written | FieldRole::Inverse(_) | FieldRole::Computed => {}
        }
    }
    found.extend(kinds.into_iter().map(|kind| entity(schema, kind)));
    found
}

/// What can be the value of a field.
fn values(checked: &Checked, field: FieldId, before: Option<&str>, today: Date) -> Vec<Offered> {
    let schema = checked.model.schema();
    let field = schema.field(field);
    if let Some(before) = before {
        return units(before);
    }
    let mut found = Vec::new();
    of_type(checked, &field.ty, today, &mut found);
    found
}

/// What can follow a word or figure on its line: the unit of an amount of time.
fn units(before: &str) -> Vec<Offered> {
    const UNITS: [&str; 6] = ["minutes", "hours", "days", "weeks", "months", "years"];
    let number = before.bytes().all(|byte| byte.is_ascii_digit());
    if before == "every" {
        return ["1 month", "3 months", "6 months", "12 months", "week", "day"]
            .map(|every| word(every, "interval", Sort::Value))
            .into();
    }
    let one = before == "1";
    let unit = |unit: &str| word(if one { unit.trim_end_matches('s') } else { unit }, "unit of time", Sort::Value);
    if number { UNITS.map(unit).into() } else { Vec::new() }
}

/// The names of all kinds.
fn kinds(schema: &Schema, found: &mut Vec<Offered>) {
    found.extend(schema.kinds.iter().map(|kind| Offered { doc: kind.doc.to_string(), ..word(&kind.name, "kind", Sort::Kind) }));
}

fn of_type(checked: &Checked, ty: &Type, today: Date, found: &mut Vec<Offered>) {
    let form = |text: &str, detail: &str| word(text, detail, Sort::Value);
    match ty {
        Type::Bool => found.extend([form("true", "yes"), form("false", "no")]),
        Type::Interval => {
            let often = ["every 1 month", "every 3 months", "every 6 months", "every 12 months"];
            found.extend(often.map(|often| form(often, "interval")));
        }
        Type::Date => found.push(form(&today.to_string(), "today")),
        Type::Dates => found.push(form(&format!("{today} .. {today}"), "from the first day to the last")),
        Type::RuleName => {
            let names: BTreeSet<&str> = checked.model.rules().iter().map(|rule| checked.sources.text(rule.name.span)).collect();
            found.extend(names.into_iter().map(|name| word(name, "rule", Sort::Rule)));
        }
        Type::KindName => kinds(checked.model.schema(), found),
        Type::Any => {
            entities(checked, checked.model.ids(), found);
            on_demand(found);
        }
        Type::OneOf(targets) => {
            for target in targets {
                match target {
                    Target::Kind(kind) => {
                        entities(checked, checked.model.of_kind(*kind).into_iter(), found);
                        if checked.model.of_kind(*kind).is_empty() {
                            on_demand(found);
                        }
                    }
                    Target::Enum(id) => {
                        for variant in &checked.model.schema().enumeration(*id).variants {
                            let offered = word(&variant.name, &variant.title, Sort::Value);
                            found.push(Offered { doc: variant.doc.to_string(), ..offered });
                        }
                    }
                    Target::Scalar(ty) => of_type(checked, ty, today, found),
                }
            }
        }
        Type::Text | Type::File | Type::Url => found.push(Offered {
            parts: vec![Part::Words("\"".to_owned()), Part::Blank(String::new()), Part::Words("\"".to_owned())],
            ..form("\"…\"", "text")
        }),
        Type::Int | Type::Number | Type::Duration | Type::Percent | Type::Money | Type::Unknown => {}
    }
}

/// Entities with their titles; a clause is found by its number and by the words of its title.
fn entities(checked: &Checked, ids: impl Iterator<Item = EntityId>, found: &mut Vec<Offered>) {
    let model = &checked.model;
    let reader = model.reader(Audience::Anybody);
    for id in ids {
        let entity = model.entity(id);
        if !crate::model::can_be_written(&entity.path) {
            continue;
        }
        let kind = kind_words(model.schema(), entity.kind);
        let title = reader.title(id);
        found.push(Offered {
            also: title.to_string(),
            detail: format!("{title} ({kind}, {})", checked.sources.file(entity.name_span.file).name()),
            doc: reader.doc(id, &checked.sources).unwrap_or_default().into_owned(),
            ..word(&entity.path, "", Sort::Entity)
        });
    }
}

/// Names that bring a file of the library with them: frameworks above all.
fn on_demand(found: &mut Vec<Offered>) {
    let known: BTreeSet<String> = found.iter().map(|offered| offered.label.clone()).collect();
    let names = library::names_on_demand().into_iter().filter(|name| !known.contains(*name));
    found.extend(names.map(|name| word(name, "of the library", Sort::Entity)));
}

/// Words of rules and registers.
fn expressions(checked: &Checked, item: &str, setting: Option<&str>) -> Vec<Offered> {
    let (model, sources) = (&checked.model, &checked.sources);
    let schema = model.schema();
    let mut found = Vec::new();
    match (item, setting) {
        ("rule", None) => {
            let settings = [
                "severity", "clause", "profile", "each", "require", "message", "at", "also", "help", "insert", "into", "after",
                "unless", "formerly",
            ];
            found.extend(
                settings.map(|name| Offered { parts: words(format!("{name}: ")), ..word(name, "setting of a rule", Sort::Field) }),
            );
        }
        ("register", None) => {
            let settings = ["clause", "each", "sort", "group"];
            found.extend(
                settings
                    .map(|name| Offered { parts: words(format!("{name}: ")), ..word(name, "setting of a register", Sort::Field) }),
            );
        }
        ("rule", Some("severity")) => {
            return ["error", "warning", "note"].map(|severity| word(severity, "severity", Sort::Value)).into();
        }
        ("kind" | "extend", Some(_)) => {
            let scalars = [
                "text", "int", "number", "bool", "date", "dates", "duration", "interval", "percent", "money", "file", "url", "any",
            ];
            found.extend(scalars.map(|name| word(name, "type", Sort::Value)));
            found.extend(
                schema.enums.iter().map(|values| Offered { doc: values.doc.to_string(), ..word(&values.name, "enum", Sort::Kind) }),
            );
        }
        _ => {}
    }
    kinds(schema, &mut found);
    if matches!(item, "rule" | "register" | "define") {
        let fields: BTreeSet<&str> = schema.fields.iter().map(|field| &*field.name).collect();
        found.extend(fields.into_iter().map(|name| word(name, "field", Sort::Field)));
        let functions: BTreeSet<&str> = crate::rules::function_names().collect();
        let call = |name: &str, detail: &str| Offered {
            parts: vec![Part::Words(format!("{name}(")), Part::Blank(String::new()), Part::Words(")".to_owned())],
            ..word(name, detail, Sort::Function)
        };
        found.extend(functions.into_iter().map(|name| call(name, "function")));
        found.extend(model.defines().iter().map(|define| call(sources.text(define.decl.name.span), "definition")));
    }
    found
}
