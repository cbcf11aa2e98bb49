//! What can be the value of a field.

use std::collections::BTreeSet;

use super::super::library;
use super::{Offered, Part, Sort, word};
use crate::artefact::wording;
use crate::model::describe::kind_words;
use crate::model::{EntityId, FieldId, KindId, Model, Reader, Target, Type, Value};
use crate::quantity::Date;
use crate::source::Sources;
use crate::workspace::Checked;
use crate::world::Audience;

/// What can be the value of a field; `before` is the word before the place, where the value has begun.
pub fn values(checked: &Checked, field: FieldId, before: Option<&str>, list: bool, today: Date) -> Vec<Offered> {
    let schema = checked.model.schema();
    let field = schema.field(field);
    if let Some(before) = before.filter(|_| !list) {
        return behind(before, &field.ty);
    }
    let mut found = Vec::new();
    of_type(checked, &field.ty, today, &mut found);
    found
}

/// What can follow a word or figure on its line: the unit of an amount of time, or what comes behind `every`.
fn behind(before: &str, ty: &Type) -> Vec<Offered> {
    const UNITS: [&str; 6] = ["minutes", "hours", "days", "weeks", "months", "years"];
    if before == "every" {
        return ["1 month", "3 months", "6 months", "12 months", "week", "day"]
            .map(|every| word(every, "interval", Sort::Value))
            .into();
    }
    let is_number = before.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !is_number || !may_be(ty, &[Type::Duration, Type::Interval, Type::Money]) {
        return Vec::new();
    }
    let mut found = Vec::new();
    if may_be(ty, &[Type::Duration, Type::Interval]) {
        let unit = |unit: &str| word(if before == "1" { unit.trim_end_matches('s') } else { unit }, "unit of time", Sort::Value);
        found.extend(UNITS.map(unit));
    }
    if may_be(ty, &[Type::Money]) {
        found.extend(["EUR", "GBP", "USD", "CHF"].map(|currency| word(currency, "currency", Sort::Value)));
    }
    found
}

/// Whether a type takes one of these scalars.
fn may_be(ty: &Type, wanted: &[Type]) -> bool {
    match ty {
        Type::OneOf(targets) => targets.iter().any(|target| match target {
            Target::Scalar(ty) => may_be(ty, wanted),
            Target::Kind(_) | Target::Enum(_) => false,
        }),
        ty => wanted.contains(ty),
    }
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
        Type::RuleName => rules(checked, found),
        Type::KindName => {
            let kinds = checked.model.schema().kinds.iter();
            found.extend(kinds.map(|kind| Offered { doc: kind.doc.to_string(), ..word(&kind.name, "kind", Sort::Kind) }));
        }
        Type::Any => {
            entities(&checked.model, &checked.sources, checked.model.ids(), found);
            on_demand(found);
        }
        Type::OneOf(targets) => {
            for target in targets {
                match target {
                    Target::Kind(kind) => of_kind(checked, *kind, found),
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

/// The names of rules, with what each is for; those that find something here say how much.
fn rules(checked: &Checked, found: &mut Vec<Offered>) {
    let finding = |name: &str| checked.waived.kept.iter().filter(|finding| &*finding.key.rule == name).count();
    for rule in checked.model.rules() {
        let name = checked.sources.text(rule.name.span);
        let detail = match finding(name) {
            0 => "rule".to_owned(),
            1 => "rule, finds one thing here".to_owned(),
            count => format!("rule, finds {count} things here"),
        };
        found.push(Offered { doc: crate::rules::written(rule.doc, &checked.sources), ..word(name, &detail, Sort::Rule) });
    }
}

/// The entities of a kind. Where the model names no framework yet, those of the whole library, since naming one brings it in.
fn of_kind(checked: &Checked, kind: KindId, found: &mut Vec<Offered>) {
    let model = &checked.model;
    let known = model.of_kind(kind);
    if !known.is_empty() {
        return entities(model, &checked.sources, known.into_iter(), found);
    }
    let (sources, library) = library::whole();
    if let Some(kind) = library.schema().kind_named(&model.schema().kind(kind).name) {
        entities(library, sources, library.of_kind(kind).into_iter(), found);
    }
}

/// Entities with their titles; a clause is found by its number and by the words of its title, its subject and the other names of that, and a
/// type of evidence by its other names.
fn entities(model: &Model, sources: &Sources, ids: impl Iterator<Item = EntityId>, found: &mut Vec<Offered>) {
    let reader = model.reader(Audience::Anybody);
    for id in ids {
        let entity = model.entity(id);
        if !crate::model::can_be_written(&entity.path) {
            continue;
        }
        let kind = kind_words(model.schema(), entity.kind);
        let title = reader.title(id);
        let mut also = title.to_string();
        for name in ["subject", "aliases"] {
            texts(&reader, wording::named(model, id, name), &mut also);
        }
        found.push(Offered {
            also,
            detail: format!("{title} ({kind}, {})", sources.file(entity.name_span.file).name()),
            doc: reader.doc(id, sources).unwrap_or_default().into_owned(),
            ..word(&entity.path, "", Sort::Entity)
        });
    }
}

/// Adds the texts of a value, one behind the other.
fn texts(reader: &Reader, value: &Value, all: &mut String) {
    match value {
        Value::List(items) => items.iter().for_each(|item| texts(reader, &item.value, all)),
        value => {
            if let Some(text) = reader.letters_of(value) {
                all.push(' ');
                all.push_str(&text);
            }
        }
    }
}

/// Names that bring a file of the library with them: frameworks above all.
fn on_demand(found: &mut Vec<Offered>) {
    let known: BTreeSet<String> = found.iter().map(|offered| offered.label.clone()).collect();
    let names = crate::library::names_on_demand().into_iter().filter(|name| !known.contains(*name));
    found.extend(names.map(|name| word(name, "of the library", Sort::Entity)));
}
