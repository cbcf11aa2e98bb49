//! What is told of what a declaration of rows says.

use crate::analysis::rows::declaration::Declaration;
use crate::diag::{Diagnostic, codes};
use crate::likeness::closest;
use crate::model::describe::{kind_words, type_words, with_article};
use crate::model::{Field, FieldId, FieldRole, KindId, Schema};
use crate::source::Span;

pub(in crate::analysis::rows) fn no_row(schema: &Schema, place: Span, kind: KindId, part: FieldId) -> Diagnostic {
    let words = with_article(&kind_words(schema, kind));
    Diagnostic::error(&codes::E0802, place, format!("{words} is more than a row can hold"), "not for rows")
        .note(format!("it needs what stands inside it: `{}`", schema.field(part).name))
        .help("write each of them in the model")
}

pub(in crate::analysis::rows) fn no_separator(place: Span, text: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0802, place, format!("`{text}` cannot part cells"), "one sign, or `tab`")
        .help("write the sign that stands between two cells: `\",\"`, `\";\"`, `\"|\"` or `\"tab\"`")
}

pub(in crate::analysis::rows) fn no_day_form(place: Span, text: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0802, place, format!("`{text}` is no form of days"), "a day, a month and a year")
        .help("write how days look, with `DD`, `MM` or `MMM`, and `YYYY` or `YY`: `\"DD.MM.YYYY\"`; a time behind the day needs no mention")
}

pub(in crate::analysis::rows) fn no_decimals(place: Span, text: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0802, place, format!("`{text}` cannot stand before decimals"), "`.` or `,`")
        .help("write `decimals: \",\"` where numbers look like `0,5`")
}

pub(in crate::analysis::rows) fn no_field(schema: &Schema, kind: KindId, place: Span, name: &str) -> Diagnostic {
    let words = with_article(&kind_words(schema, kind));
    if let Some(field) = schema.field_named(kind, name).map(|field| schema.field(field)) {
        let why = match field.role {
            FieldRole::Contains => "it holds what stands inside, which no cell can",
            FieldRole::Inverse(_) | FieldRole::Computed => "it is worked out, and written nowhere",
            FieldRole::Written => "it is about the model itself",
        };
        return Diagnostic::error(&codes::E0802, place, format!("`{name}` cannot come from a column"), "no field of a row")
            .note(why)
            .help("leave the column out");
    }
    let told = Diagnostic::error(&codes::E0802, place, format!("{words} has no field `{name}`"), "unknown field");
    let fields = schema.kind(kind).fields.iter().map(|&field| schema.field(field));
    let mut known: Vec<&str> = fields.filter(|field| field.role == FieldRole::Written).map(|field| &*field.name).collect();
    known.extend(["id", "title"]);
    match closest(name, known) {
        Some(near) => told.did_you_mean(place, near),
        None => told.help(format!(
            "a column has the name of the field and the heading as its title: `column raised \"Opened\"`; `sms explain {}` shows the fields",
            schema.kind(kind).name
        )),
    }
}

pub(in crate::analysis::rows) fn no_unit(schema: &Schema, place: Span, unit: &str, field: Option<&Field>) -> Diagnostic {
    let told = match field {
        Some(field) => {
            let takes = type_words(schema, &field.ty);
            Diagnostic::error(
                &codes::E0802,
                place,
                format!("`{unit}` is no unit of `{}`, which takes {takes}", field.name),
                "no such unit",
            )
        }
        None => Diagnostic::error(&codes::E0802, place, "names and titles have no unit", "no such unit"),
    };
    told.help("units are minutes, hours, days, weeks, months and years, `%`, and codes of currencies such as `GBP`")
}

pub(in crate::analysis::rows) fn needed(schema: &Schema, declaration: &Declaration, field: &Field) -> Diagnostic {
    let kind = with_article(&kind_words(schema, declaration.kind));
    let place = declaration.node.id.map_or(declaration.node.kind.span, |id| id.span);
    Diagnostic::error(&codes::E0801, place, format!("no column gives `{}`, which {kind} needs", field.name), "")
        .note("nothing else is told of these rows until it is there")
        .help(format!("add `column {} \"…\"` with the heading it stands under", field.name))
}
