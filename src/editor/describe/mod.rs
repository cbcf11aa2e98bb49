//! What is said of something, as Markdown.

mod entity;
mod framework;
mod promise;

pub(super) use promise::reachable;

use super::library;
use super::target::Target;
use super::view::View;
use crate::model::FieldRole;
use crate::model::describe::{field_words, kind_words, with_article};
use crate::rules::{self, Rule, RuleClause};
use crate::syntax::tree::Doc;
use crate::world::Audience;

/// What `target` is: its name and sort, its documentation, what belongs to it, and how it stands in this model.
pub fn describe(view: &View, target: Target) -> String {
    let checked = view.checked();
    let (model, schema, sources) = (&checked.model, checked.model.schema(), &checked.sources);
    let doc = |doc: Option<Doc>| rules::written(doc, sources);
    match target {
        Target::Entity(id) => entity::entity(view, id),
        Target::Kind(id) => {
            let kind = schema.kind(id);
            let sort = kind.parent.map(|parent| format!(", a sort of `{}`", schema.kind(parent).name)).unwrap_or_default();
            page(format!("kind **{}**{sort}", kind.name), &kind.doc)
        }
        Target::Field(id) => {
            let field = schema.field(id);
            let from = match field.role {
                FieldRole::Written | FieldRole::Contains => String::new(),
                FieldRole::Inverse(of) => format!(
                    ", found by `{}` of {}",
                    schema.field(of).name,
                    with_article(&kind_words(schema, schema.field(of).owner))
                ),
                FieldRole::Computed => ", worked out and never written".to_owned(),
            };
            let head = format!("**{}** of `{}`: {}{from}", field.name, schema.kind(field.owner).name, field_words(schema, field));
            page(head, &field.doc)
        }
        Target::Enum(id) => {
            let values = schema.enumeration(id);
            page(format!("enum **{}**", values.name), &values.doc)
        }
        Target::Variant(id, place) => {
            let values = schema.enumeration(id);
            match values.variants.get(usize::from(place)) {
                Some(variant) => page(format!("**{}** ({}), of `{}`", variant.name, variant.title, values.name), &variant.doc),
                None => String::new(),
            }
        }
        Target::Rule(place) => rule(view, place),
        Target::Register(place) => {
            let register = model.registers().get(place);
            register.map_or(String::new(), |register| {
                page(format!("register **{}**", sources.text(register.name.span)), &doc(register.doc))
            })
        }
        Target::Definition(place) => match model.defines().get(place) {
            Some(define) => page(format!("```sms\n{}\n```", sources.text(define.decl.span)), &doc(define.decl.doc)),
            None => String::new(),
        },
        Target::Function(about) => page(format!("```sms\n{}\n```", about.form), about.gives),
        Target::Variable(name, kind) => {
            let what = kind.map(|kind| format!(": {}", with_article(&kind_words(schema, kind)))).unwrap_or_default();
            format!("**{}**{what}", sources.text(name))
        }
    }
}

fn page(head: String, doc: &str) -> String {
    if doc.is_empty() { head } else { format!("{head}\n\n{doc}") }
}

/// A rule: how much it weighs, what it is for, which clauses ask for it, and what it finds here.
fn rule(view: &View, place: usize) -> String {
    let checked = view.checked();
    let Some(declared) = checked.model.rules().get(place) else { return String::new() };
    let name = checked.sources.text(declared.name.span);
    let Some((at, rule)) = planned(&checked.rulebook.rules, place) else {
        return page(format!("rule **{name}**"), &rules::written(declared.doc, &checked.sources));
    };
    let mut text = page(format!("rule **{name}**, {}", rule.severity.word()), &rules::written(declared.doc, &checked.sources));
    let reader = checked.model.reader(Audience::Anybody);
    let cited = |clause: &RuleClause| match (clause.entity, library::whole()) {
        (Some(id), _) => rules::cite(&reader, id),
        (None, (_, library)) => {
            let known = library.find(&clause.path).map(|id| rules::cite(&library.reader(Audience::Anybody), id));
            known.unwrap_or_else(|| clause.path.clone())
        }
    };
    let mut lines: Vec<String> = rule.clauses.iter().map(|clause| format!("- asked for by {}", cited(clause))).collect();
    let of_it = |rule: usize| rule == at;
    let open = checked.waived.kept.iter().filter(|finding| of_it(finding.rule)).count();
    let accepted = checked.waived.waived.iter().filter(|(finding, _)| of_it(finding.rule)).count();
    lines.push(match (open, accepted) {
        _ if !rule.runs() => "- it does not run: it has an error of its own, or was ended".to_owned(),
        (0, 0) => "- finds nothing here".to_owned(),
        (open, 0) => format!("- finds {} here", things(open)),
        (0, accepted) => format!("- finds {} here, which waivers accept", things(accepted)),
        (open, accepted) => format!("- finds {} here, and {accepted} more that waivers accept", things(open)),
    });
    text.push_str(&format!("\n\n{}", lines.join("\n")));
    text
}

/// The plan of the rule that is declared at a place, with its own place among the plans.
fn planned(rules: &[Rule], declaration: usize) -> Option<(usize, &Rule)> {
    rules.iter().enumerate().find(|(_, rule)| rule.declaration == declaration)
}

fn things(count: usize) -> String {
    if count == 1 { "one thing".to_owned() } else { format!("{count} things") }
}
