//! What begins an item, and what can stand in the body of an entity.

use std::collections::BTreeSet;

use super::{Offered, Part, Sort, word, words};
use crate::model::describe::{field_words, kind_words, placeholder};
use crate::model::{Cardinality, Field, FieldRole, KindId, Schema, Target, Type};

/// What begins an item.
pub fn items(schema: &Schema) -> Vec<Offered> {
    let kinds = (0..schema.kinds.len()).filter_map(|place| schema.kind_named(&schema.kinds[place].name));
    let mut found: Vec<Offered> = kinds.map(|kind| entity(schema, kind)).collect();
    let blank = |text: &str| Part::Blank(text.to_owned());
    let text = |text: &str| Part::Words(text.to_owned());
    for (label, detail, parts) in [
        (
            "rule",
            "a question that every model has to answer",
            vec![
                text("rule "),
                blank("what_is_wrong"),
                text(" {\n  severity: "),
                blank("warning"),
                text("\n  each:     "),
                blank("s in service"),
                text("\n  require:  "),
                blank("s.owner"),
                text("\n  message:  \""),
                blank("{s} has no owner"),
                text("\"\n}"),
            ],
        ),
        (
            "register",
            "a table made from the model",
            vec![
                text("register "),
                blank("name_of_register"),
                text(" \""),
                blank("Title"),
                text("\" {\n  each: "),
                blank("s in service"),
                text("\n  column \""),
                blank("Service"),
                text("\" = "),
                blank("s"),
                text("\n}"),
            ],
        ),
        (
            "define",
            "a condition or a set with a name",
            vec![text("define "), blank("name(s: service)"), text(" = "), blank("s.owner")],
        ),
        (
            "kind",
            "a sort of entity",
            vec![text("kind "), blank("name_of_kind"), text(" {\n  "), blank("label: text?"), text("\n}")],
        ),
        ("enum", "a list of values", vec![text("enum "), blank("name_of_enum"), text(" { "), blank("one, other"), text(" }")]),
        (
            "extend",
            "more of a kind or an enum",
            vec![text("extend kind "), blank("service"), text(" {\n  "), blank("label: text?"), text("\n}")],
        ),
    ] {
        found.push(Offered { parts, ..word(label, detail, Sort::Word) });
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
        let widest = required.iter().map(|field| field.name.chars().count()).max().unwrap_or(0);
        parts.push(Part::Words(" {\n".to_owned()));
        for field in required {
            let name = format!("{}:", field.name);
            parts.push(Part::Words(format!("  {name:<width$}", width = widest + 2)));
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

/// The text of an entity of a kind that has this name, with what it has to have left to fill in.
pub fn blank_entity(schema: &Schema, kind: KindId, name: &str) -> String {
    let about = schema.kind(kind);
    let mut letters = name.chars();
    let title: String = letters
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .chain(letters)
        .map(|letter| if letter == '_' { ' ' } else { letter })
        .collect();
    let required = about.fields.iter().map(|&field| schema.field(field)).filter(|field| is_required(field));
    let lines: Vec<String> = required.map(|field| format!("  {}: {}\n", field.name, placeholder(schema, field))).collect();
    let head = format!("{} {name} \"{title}\"", about.name);
    if lines.is_empty() { head } else { format!("{head} {{\n{}}}", lines.concat()) }
}

/// Whether an entity of its kind is wrong without it.
pub fn is_required(field: &Field) -> bool {
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
    let parts = [Part::Words(part(0..open)), Part::Blank(part(open..close)), Part::Words(part(close..form.len()))];
    parts.into_iter().filter(|part| *part != Part::Words(String::new())).collect()
}

/// The fields of a kind that are not written yet, and the entities that it can contain.
pub fn members(schema: &Schema, kind: KindId, written: &[String]) -> Vec<Offered> {
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
    if written.iter().all(|name| name != "formerly") {
        let parts = vec![Part::Words("formerly: [".to_owned()), Part::Blank("former_name".to_owned()), Part::Words("]".to_owned())];
        let doc = "The names it had before: whoever still uses one finds it.".to_owned();
        found.push(Offered { doc, parts, ..word("formerly", "a list of names", Sort::Field) });
    }
    found.extend(kinds.into_iter().map(|kind| entity(schema, kind)));
    found
}
