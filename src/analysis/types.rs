//! Types as written become types of the model.

use std::sync::Arc;

use super::words::TypeWords;
use crate::diag::{Diagnostic, codes};
use crate::model::{Cardinality, Definition, Schema, Target, Type};
use crate::source::Sources;
use crate::syntax::tree::{DefineDecl, Many, TypeNode};

/// The types the language itself has, by the words users write.
const BUILTIN: [(&str, Type); 15] = [
    ("text", Type::Text),
    ("int", Type::Int),
    ("number", Type::Number),
    ("bool", Type::Bool),
    ("date", Type::Date),
    ("dates", Type::Dates),
    ("duration", Type::Duration),
    ("interval", Type::Interval),
    ("percent", Type::Percent),
    ("money", Type::Money),
    ("file", Type::File),
    ("url", Type::Url),
    ("rule_name", Type::RuleName),
    ("kind_name", Type::KindName),
    ("any", Type::Any),
];

/// Whether the language has a type of this name.
pub(super) fn is_builtin(name: &str) -> bool {
    BUILTIN.iter().any(|(known, _)| *known == name)
}

/// The words for the types the language itself has.
pub(super) fn builtin_words() -> impl Iterator<Item = &'static str> {
    BUILTIN.iter().map(|(word, _)| *word)
}

/// A definition with the types of its parameters.
pub(super) fn definition(
    sources: &Sources,
    schema: &Schema,
    decl: Arc<DefineDecl>,
    words: &mut TypeWords,
    diagnostics: &mut Vec<Diagnostic>,
) -> Definition {
    let mut resolve = |node: &TypeNode| (resolve_type(sources, schema, node, words, diagnostics), cardinality(node.many));
    let parameters = decl.parameters.iter().map(|parameter| resolve(&parameter.ty)).collect();
    Definition { decl, parameters }
}

/// How many values a type as written takes.
pub(super) fn cardinality(many: Many) -> Cardinality {
    match many {
        Many::One => Cardinality::One,
        Many::Optional => Cardinality::Optional,
        Many::List => Cardinality::List,
        Many::AtLeastOne => Cardinality::AtLeastOne,
    }
}

/// The type a node stands for; an unknown name is told and accepts anything from then on.
pub(super) fn resolve_type(
    sources: &Sources,
    schema: &Schema,
    node: &TypeNode,
    words: &mut TypeWords,
    diagnostics: &mut Vec<Diagnostic>,
) -> Type {
    let mut targets = Vec::with_capacity(node.names.len());
    for name in &node.names {
        let text = sources.text(name.span);
        let builtin = BUILTIN.iter().find(|(known, _)| *known == text).map(|(_, ty)| ty.clone());
        if let Some(ty) = builtin {
            targets.push(Target::Scalar(ty));
        } else if let Some(kind) = schema.kind_named(text) {
            targets.push(Target::Kind(kind));
        } else if let Some(id) = schema.enum_named(text) {
            targets.push(Target::Enum(id));
        } else {
            let diagnostic = Diagnostic::error(&codes::E0302, name.span, format!("there is no type `{text}`"), "unknown type");
            diagnostics.push(match words.closest_type(schema, text) {
                Some(near) => diagnostic.did_you_mean(name.span, near),
                None => diagnostic.help(
                    "a type is `text`, `date`, `percent` or another built-in one, the name of a kind, or the name of an enum",
                ),
            });
            return Type::Unknown;
        }
    }
    match &targets[..] {
        [Target::Scalar(ty)] => ty.clone(),
        [] => Type::Unknown,
        _ => Type::OneOf(targets.into()),
    }
}
