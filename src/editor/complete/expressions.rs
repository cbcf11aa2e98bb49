//! What can stand in a rule, register, definition, kind or enum.

use std::collections::BTreeSet;

use super::super::mentions::only_kind;
use super::super::place::{Place, declaration_before};
use super::{Offered, Part, Sort, word, words};
use crate::model::describe::field_words;
use crate::model::{Builtin, FieldRole, KindId, Schema};
use crate::rules::{function_about, function_names};
use crate::syntax::tokens::{Kind, tokens};
use crate::workspace::Checked;
use crate::world::Audience;

/// The settings of rules, with what each is for.
const OF_RULES: [(&str, &str); 14] = [
    ("severity", "How much a finding weighs: `error`, `warning` or `note`."),
    ("clause", "The clauses that ask for it."),
    ("profile", "The audits that look at it; all where none is named."),
    ("each", "What is looked at: `s in service where …`."),
    ("require", "What has to hold of each."),
    ("message", "What is told where it does not hold, with values in braces."),
    ("at", "Where the finding is shown, where that is not the subject."),
    ("also", "Another place that matters, with a few words."),
    ("help", "What to do."),
    ("insert", "An edit that is offered with a finding."),
    ("into", "The entity into which the edit goes."),
    ("after", "The entity behind which the edit stands."),
    ("unless", "The rules whose findings on the same subject make this one needless."),
    ("formerly", "The names the rule had before."),
];

/// The settings of registers.
const OF_REGISTERS: [(&str, &str); 6] = [
    ("clause", "The clauses that ask for it."),
    ("each", "What has a row: `s in service where …`."),
    ("sort", "By what rows are sorted."),
    ("group", "By what rows are put together."),
    ("shows", "The types of evidence that it is."),
    ("chapter", "The chapter of the dossier in which it stands."),
];

/// The types of fields that are no kinds and no enums.
const SCALARS: [&str; 13] =
    ["text", "int", "number", "bool", "date", "dates", "duration", "interval", "percent", "money", "file", "url", "any"];

/// What can stand at `place` in a declaration that begins with the word `item`, in the value of `setting` or where a setting begins.
pub fn expressions(checked: &Checked, text: &str, place: &Place, item: &str, setting: Option<&str>) -> Vec<Offered> {
    let (model, sources) = (&checked.model, &checked.sources);
    let schema = model.schema();
    match (item, setting) {
        ("rule", None) => return settings(&OF_RULES, "setting of a rule"),
        ("register", None) => {
            let mut found = settings(&OF_REGISTERS, "setting of a register");
            let parts = ["column \"", "\" = "].map(|text| Part::Words(text.to_owned()));
            let [first, last] = parts;
            found.push(Offered {
                parts: vec![first, Part::Blank("Title".to_owned()), last],
                ..word("column", "a column", Sort::Field)
            });
            return found;
        }
        ("rule", Some("severity")) => {
            return ["error", "warning", "note"].map(|severity| word(severity, "severity", Sort::Value)).into();
        }
        ("rule" | "register", Some("clause")) => return clauses(checked),
        ("rule", Some("unless")) => {
            let names = model.rules().iter().map(|rule| sources.text(rule.name.span));
            return names.map(|name| word(name, "rule", Sort::Rule)).collect();
        }
        ("kind" | "extend" | "enum", _) => return types(schema),
        _ => {}
    }
    let known = variables(schema, text, place);
    if let Some((before, _)) = place.typed.rsplit_once('.') {
        return fields(schema, before, &known);
    }
    let mut found: Vec<Offered> = known
        .iter()
        .map(|(name, kind)| word(name, &kind.map_or_else(String::new, |kind| schema.kind(kind).name.to_string()), Sort::Variable))
        .collect();
    found.extend(schema.kinds.iter().map(|kind| Offered { doc: kind.doc.to_string(), ..word(&kind.name, "kind", Sort::Kind) }));
    for name in function_names() {
        let about = function_about(name);
        let doc = about.map_or_else(String::new, |about| about.gives.to_owned());
        let detail = about.map_or("function", |about| about.form);
        found.push(Offered { doc, parts: call(name), ..word(name, detail, Sort::Function) });
    }
    for define in model.defines() {
        let name = sources.text(define.decl.name.span);
        let doc = crate::rules::written(define.decl.doc, sources);
        found.push(Offered { doc, parts: call(name), ..word(name, "definition", Sort::Function) });
    }
    let joining = ["and", "or", "not", "in", "is empty", "has kind", "where", "some", "every", "no", "one", "if", "today", "any"];
    found.extend(joining.map(|name| word(name, "word of expressions", Sort::Word)));
    found
}

fn settings(all: &[(&str, &str)], detail: &str) -> Vec<Offered> {
    let setting = |(name, doc): &(&str, &str)| Offered {
        doc: (*doc).to_owned(),
        parts: words(format!("{name}: ")),
        ..word(name, detail, Sort::Field)
    };
    all.iter().map(setting).collect()
}

fn call(name: &str) -> Vec<Part> {
    vec![Part::Words(format!("{name}(")), Part::Blank(String::new()), Part::Words(")".to_owned())]
}

fn types(schema: &Schema) -> Vec<Offered> {
    let mut found: Vec<Offered> = SCALARS.map(|name| word(name, "type", Sort::Value)).into();
    let enums = schema.enums.iter().map(|values| (&values.name, &values.doc, "enum"));
    let kinds = schema.kinds.iter().map(|kind| (&kind.name, &kind.doc, "kind"));
    found.extend(enums.chain(kinds).map(|(name, doc, detail)| Offered { doc: doc.to_string(), ..word(name, detail, Sort::Kind) }));
    let joining = ["contains", "inverse of", "must"];
    found.extend(joining.map(|name| word(name, "word of kinds", Sort::Word)));
    found
}

/// Clauses and requirements of the frameworks that the model loads.
fn clauses(checked: &Checked) -> Vec<Offered> {
    let model = &checked.model;
    let Some(lang) = model.schema().lang else { return Vec::new() };
    let reader = model.reader(Audience::Anybody);
    let items = [lang.clause, lang.requirement].into_iter().flat_map(|kind| model.of_kind(kind));
    items
        .map(|id| {
            let title = reader.title(id).into_owned();
            Offered { also: title.clone(), ..word(&model.entity(id).path, &title, Sort::Entity) }
        })
        .collect()
}

/// The fields of what the path `before` leads to; all fields where nobody knows what it is.
fn fields(schema: &Schema, before: &str, known: &[(String, Option<KindId>)]) -> Vec<Offered> {
    let mut steps = before.split('.');
    let first = steps.next().unwrap_or_default();
    let variable = known.iter().rev().find(|(name, _)| name == first);
    let of = match variable {
        Some((_, kind)) => *kind,
        None => schema.kind_named(first),
    };
    let kind = steps.try_fold(of, |kind, step| {
        let field = heirs(schema, kind?).find_map(|kind| schema.field_named(kind, step))?;
        Some(only_kind(&schema.field(field).ty))
    });
    let mut found = Vec::new();
    let mut offer = |name: &str, detail: String, doc: &str| {
        let label = format!("{before}.{name}");
        found.push(Offered { doc: doc.to_owned(), ..word(&label, &detail, Sort::Field) });
    };
    match kind.flatten() {
        Some(kind) => {
            let ids: BTreeSet<_> = heirs(schema, kind).flat_map(|kind| schema.kind(kind).fields.iter().copied()).collect();
            for id in ids {
                let field = schema.field(id);
                let found_by = match field.role {
                    FieldRole::Inverse(of) => format!(", by their `{}`", schema.field(of).name),
                    FieldRole::Written | FieldRole::Contains | FieldRole::Computed => String::new(),
                };
                offer(&field.name, format!("{}{found_by}", field_words(schema, field)), &field.doc);
            }
        }
        None => {
            let names: BTreeSet<&str> = schema.fields.iter().map(|field| &*field.name).collect();
            names.into_iter().for_each(|name| offer(name, "field".to_owned(), ""));
        }
    }
    Builtin::ALL.iter().for_each(|(name, _)| offer(name, "of everything".to_owned(), ""));
    found
}

/// A kind and its sorts.
fn heirs(schema: &Schema, kind: KindId) -> impl Iterator<Item = KindId> {
    std::iter::once(kind).chain(schema.family(kind).filter(move |&heir| heir != kind)).collect::<Vec<_>>().into_iter()
}

/// The variables that are declared before `place` in its declaration: `s in service`, `let late = …`, the parameters of a definition. What
/// they run over is read from their words alone, so that an unfinished rule will do.
fn variables(schema: &Schema, text: &str, place: &Place) -> Vec<(String, Option<KindId>)> {
    let declaration = declaration_before(text, place.start);
    let inside = text.get(declaration.clone()).unwrap_or_default();
    let all = tokens(inside);
    let at = |place: usize| all.get(place).map(|token| (token.kind, inside.get(token.range()).unwrap_or_default()));
    let mut known: Vec<(String, Option<KindId>)> = Vec::new();
    let is_define = inside.starts_with("define");
    for index in 0..all.len() {
        let Some((Kind::Name, name)) = at(index) else { continue };
        let is_plain = !name.contains('.');
        match (at(index + 1), at(index + 2)) {
            (Some((Kind::Name, "in")), Some((Kind::Name, set))) if is_plain => {
                let kind = of_path(schema, set, &known);
                known.push((name.to_owned(), kind));
            }
            // `x in (y in service where …)`
            (Some((Kind::Name, "in")), Some((Kind::Open(b'('), _))) if is_plain => known.push((name.to_owned(), None)),
            (Some((Kind::Colon, _)), Some((Kind::Name, ty))) if is_define => known.push((name.to_owned(), schema.kind_named(ty))),
            (Some((Kind::Name, variable)), Some((Kind::Equal, _))) if name == "let" => {
                let set = at(index + 3).map_or("", |(_, word)| word);
                let kind = of_path(schema, set, &known);
                known.push((variable.to_owned(), kind));
            }
            _ => {}
        }
    }
    known
}

fn of_path(schema: &Schema, path: &str, known: &[(String, Option<KindId>)]) -> Option<KindId> {
    let mut steps = path.split('.').map(|step| step.trim_end_matches('*'));
    let first = steps.next()?;
    let variable = known.iter().rev().find(|(name, _)| name == first).map(|(_, kind)| *kind);
    let kind = variable.unwrap_or_else(|| schema.kind_named(first))?;
    steps.try_fold(kind, |kind, step| {
        let field = heirs(schema, kind).find_map(|kind| schema.field_named(kind, step))?;
        only_kind(&schema.field(field).ty)
    })
}
