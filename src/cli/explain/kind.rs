//! Kinds with their fields, and enums with their values.

use std::collections::BTreeSet;

use super::{Scene, entity, text};
use crate::model::{Cardinality, EnumId, Field, FieldId, FieldRole, KindId, Schema, Target, Type};
use crate::rules::{self, Readers};
use crate::source::Span;

/// Appends what a kind is, the kinds around it and its fields.
pub fn kind(scene: &Scene, id: KindId, out: &mut String) {
    let schema = scene.model.schema();
    let kind = schema.kind(id);
    text::start(out);
    match kind.parent {
        Some(parent) => out.push_str(&format!("kind `{}`, a sort of `{}`\n", kind.name, schema.kind(parent).name)),
        None => out.push_str(&format!("kind `{}`\n", kind.name)),
    }
    paragraph(&kind.doc, out);
    let heirs: Vec<String> =
        schema.family(id).filter(|&heir| heir != id).map(|heir| format!("`{}`", schema.kind(heir).name)).collect();
    if !heirs.is_empty() {
        out.push('\n');
        text::wrapped(&format!("Sorts of it: {}", heirs.join(", ")), "", "  ", out);
    }
    let mut owner = None;
    for &field in &kind.fields {
        let about = schema.field(field);
        if owner != Some(about.owner) {
            owner = Some(about.owner);
            let from = if about.owner == id { String::new() } else { format!(" from `{}`", schema.kind(about.owner).name) };
            out.push_str(&format!("\nFields{from}\n"));
        }
        describe(scene, field, out);
    }
    legend(schema, &kind.fields, out);
    declared(scene, kind.span, out);
}

/// Appends which rules and registers read a field: what whoever fills it in may expect of it.
pub fn readers(scene: &Scene, id: FieldId, out: &mut String) {
    let schema = scene.model.schema();
    let (rulebook, _) = rules::plan_everything(&scene.model, &scene.sources);
    let readers = rulebook.readers(schema).remove(&id).unwrap_or_default();
    let name = &schema.field(id).name;
    let listed = |names: BTreeSet<String>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    out.push_str(&format!("\nWhat reads `{name}`\n"));
    let mut line = |text: &str| text::wrapped(text, "  ", "    ", out);
    if readers.constraint {
        line("The constraints shown above");
    }
    let nothing = readers == Readers::default();
    if !readers.rules.is_empty() {
        line(&format!("Rules: {}", listed(readers.rules)));
    }
    if !readers.registers.is_empty() {
        line(&format!("Registers: {}", listed(readers.registers)));
    }
    if nothing {
        line("No rule and no register; the compiler may, and `sms explain` shows it");
    }
}

/// Appends what an enum is and its values.
pub fn enumeration(scene: &Scene, id: EnumId, out: &mut String) {
    let item = scene.model.schema().enumeration(id);
    text::start(out);
    out.push_str(&format!("enum `{}`\n", item.name));
    paragraph(&item.doc, out);
    out.push_str("\nValues, from the least to the most\n");
    for variant in &item.variants {
        let title =
            if *variant.title == *variant.name.replace('_', " ") { String::new() } else { format!(" \"{}\"", variant.title) };
        out.push_str(&format!("  {}{title}\n", variant.name));
        if !variant.doc.is_empty() {
            text::body(&variant.doc, "      ", out);
        }
    }
    declared(scene, item.span, out);
}

/// Appends documentation as a paragraph of its own.
pub fn paragraph(doc: &str, out: &mut String) {
    if !doc.is_empty() {
        out.push('\n');
        text::body(doc, "", out);
    }
}

/// Appends where something is declared.
pub fn declared(scene: &Scene, span: Span, out: &mut String) {
    let name = scene.sources.file(span.file).name();
    out.push_str(&format!("\nDeclared in {name}, line {}\n", scene.sources.position(span).line));
}

/// A field's type as it is written: `[process]+`, `date?`.
pub fn type_text(schema: &Schema, field: &Field) -> String {
    let one = single(schema, &field.ty);
    match field.cardinality {
        Cardinality::One => one,
        Cardinality::Optional => format!("{one}?"),
        Cardinality::List => format!("[{one}]"),
        Cardinality::AtLeastOne => format!("[{one}]+"),
    }
}

fn describe(scene: &Scene, id: FieldId, out: &mut String) {
    let schema = scene.model.schema();
    let field = schema.field(id);
    let role = match field.role {
        FieldRole::Written => String::new(),
        FieldRole::Contains => " contains".to_owned(),
        FieldRole::Inverse(of) => format!(" inverse of {}", schema.field(of).name),
        FieldRole::Computed => computed(scene, id),
    };
    let default =
        field.default.as_ref().map(|value| format!(" = {}", entity::value_text(&scene.reader(), value))).unwrap_or_default();
    out.push_str(&format!("  {}: {}{role}{default}\n", field.name, type_text(schema, field)));
    for constraint in scene.model.constraints().iter().filter(|constraint| constraint.field == id) {
        out.push_str(&format!("      must {}\n", one_line(scene, constraint.must.condition.span)));
    }
    if !field.doc.is_empty() {
        text::body(&field.doc, "      ", out);
    }
}

/// What a computed field follows from, as written.
fn computed(scene: &Scene, id: FieldId) -> String {
    let found = scene.model.computed().iter().find(|computed| computed.field == id);
    found.map(|computed| format!(" := {}", one_line(scene, computed.body.span))).unwrap_or_default()
}

fn one_line(scene: &Scene, span: Span) -> String {
    scene.sources.text(span).split_whitespace().collect::<Vec<_>>().join(" ")
}

fn single(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::Text => "text".to_owned(),
        Type::Int => "int".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Dates => "dates".to_owned(),
        Type::Duration => "duration".to_owned(),
        Type::Interval => "interval".to_owned(),
        Type::Percent => "percent".to_owned(),
        Type::Money => "money".to_owned(),
        Type::File => "file".to_owned(),
        Type::Url => "url".to_owned(),
        Type::Any => "any".to_owned(),
        Type::RuleName => "rule_name".to_owned(),
        Type::KindName => "kind_name".to_owned(),
        Type::OneOf(targets) => {
            let names: Vec<String> = targets
                .iter()
                .map(|target| match target {
                    Target::Kind(id) => schema.kind(*id).name.to_string(),
                    Target::Enum(id) => schema.enumeration(*id).name.to_string(),
                    Target::Scalar(ty) => single(schema, ty),
                })
                .collect();
            names.join(" | ")
        }
        Type::Unknown => "?".to_owned(),
    }
}

/// Says what the marks of the types mean, for those that occur.
fn legend(schema: &Schema, fields: &[FieldId], out: &mut String) {
    let fields: Vec<&Field> = fields.iter().map(|&id| schema.field(id)).collect();
    let marks = [
        ("`?` may be left out", fields.iter().any(|field| field.cardinality == Cardinality::Optional)),
        ("`[…]` a list", fields.iter().any(|field| field.is_list())),
        ("`+` at least one", fields.iter().any(|field| field.cardinality == Cardinality::AtLeastOne)),
        ("`= …` holds when nothing is written", fields.iter().any(|field| field.default.is_some())),
        ("`contains` written inside the braces", fields.iter().any(|field| field.role == FieldRole::Contains)),
        ("`:=` worked out, never written", fields.iter().any(|field| field.role == FieldRole::Computed)),
        ("`inverse of` computed, never written", fields.iter().any(|field| matches!(field.role, FieldRole::Inverse(_)))),
    ];
    let used: Vec<&str> = marks.iter().filter(|(_, used)| *used).map(|(text, _)| *text).collect();
    if !used.is_empty() {
        out.push('\n');
        text::wrapped(&format!("Marks: {}", used.join("; ")), "", "  ", out);
    }
}
