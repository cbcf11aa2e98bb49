//! Types in the words of a message: "a role or a person", "a date such as `2026-03-01`".

use super::{Field, KindId, Schema, Target, Type};

/// A kind's name as prose: `external_supplier` becomes "external supplier".
pub fn kind_words(schema: &Schema, kind: KindId) -> String {
    schema.kind(kind).name.replace('_', " ")
}

/// The word with "a" or "an" before it; "rows" and "service hours" are many already.
pub fn with_article(words: &str) -> String {
    let is_plural = words.ends_with('s') && !["ss", "us", "is"].iter().any(|end| words.ends_with(end));
    if is_plural {
        return words.to_owned();
    }
    let vowel = words.starts_with(|c: char| "aeiou".contains(c.to_ascii_lowercase()));
    // "a user", "a unit": the letter u sounds like a consonant there.
    let article = if vowel && !words.starts_with("u") || words.starts_with("un") && !words.starts_with("uni") { "an" } else { "a" };
    format!("{article} {words}")
}

/// What one value of the type is, with an example where that helps.
pub fn type_words(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::Text => "text in double quotes".into(),
        Type::Int => "a whole number such as `12`".into(),
        Type::Number => "a number such as `4.5`".into(),
        Type::Bool => "`true` or `false`".into(),
        Type::Date => "a date such as `2026-03-01`".into(),
        Type::Dates => "a range of dates such as `2026-01-01 .. 2026-03-31`".into(),
        Type::Duration => "a duration such as `4 hours`".into(),
        Type::Interval => "an interval such as `every 3 months`".into(),
        Type::Percent => "a percentage such as `99.9%`".into(),
        Type::Money => "a sum such as `1500 GBP`".into(),
        Type::File => "the path of a file in double quotes".into(),
        Type::Url => "an address such as `\"https://intranet.example/sms\"`".into(),
        Type::RuleName => "the name of a rule".into(),
        Type::KindName => "the name of a kind".into(),
        Type::Any => "the name of anything in the model".into(),
        Type::OneOf(targets) => {
            let mut words: Vec<String> = targets.iter().take(MOST_SHOWN).map(|target| target_words(schema, target)).collect();
            if targets.len() > MOST_SHOWN {
                words.push(format!("one of {} other things", targets.len() - MOST_SHOWN));
            }
            alternatives(&words)
        }
        Type::Unknown => "a value".into(),
    }
}

/// The most alternatives of a type that are told.
const MOST_SHOWN: usize = 12;

/// What a field takes: one value, or a list of them.
pub fn field_words(schema: &Schema, field: &Field) -> String {
    let one = type_words(schema, &field.ty);
    if field.is_list() { format!("a list, each item {one}") } else { one }
}

/// "a", "a or b", "a, b or c".
pub fn alternatives(words: &[String]) -> String {
    match words {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} or {last}", first.join(", ")),
    }
}

/// A placeholder that could stand for a value of the field, for texts that show how to write it.
pub fn placeholder(schema: &Schema, field: &Field) -> String {
    let one = one_value(schema, &field.ty);
    if field.is_list() { format!("[{one}]") } else { one }
}

fn one_value(schema: &Schema, ty: &Type) -> String {
    match ty {
        Type::Text => "\"…\"".to_string(),
        Type::Int => "1".into(),
        Type::Number => "1.0".into(),
        Type::Bool => "true".into(),
        Type::Date => "2026-03-01".into(),
        Type::Dates => "2026-01-01 .. 2026-12-31".into(),
        Type::Duration => "4 hours".into(),
        Type::Interval => "every 12 months".into(),
        Type::Percent => "99.9%".into(),
        Type::Money => "1000 GBP".into(),
        Type::File => "\"records/….csv\"".into(),
        Type::Url => "\"https://…\"".into(),
        Type::RuleName => "name_of_a_rule".into(),
        Type::KindName => "name_of_a_kind".into(),
        Type::OneOf(targets) => match targets.first() {
            Some(Target::Kind(kind)) => format!("name_of_{}", schema.kind(*kind).name),
            Some(Target::Enum(id)) => {
                schema.enumeration(*id).variants.first().map_or("…".into(), |variant| variant.name.to_string())
            }
            Some(Target::Scalar(ty)) => one_value(schema, ty),
            None => "…".into(),
        },
        Type::Any => "name_of_something".into(),
        Type::Unknown => "…".into(),
    }
}

fn target_words(schema: &Schema, target: &Target) -> String {
    match target {
        Target::Kind(kind) => with_article(&kind_words(schema, *kind)),
        Target::Enum(id) => {
            let names: Vec<String> = schema.enumeration(*id).variants.iter().map(|variant| format!("`{}`", variant.name)).collect();
            if names.len() <= 6 { alternatives(&names) } else { format!("a value of `{}`", schema.enumeration(*id).name) }
        }
        Target::Scalar(ty) => type_words(schema, ty),
    }
}
