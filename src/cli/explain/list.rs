//! Everything that can be explained, one line each.

use super::{Scene, declarations, text, topics};
use crate::diag::codes;
use crate::syntax::literal;

/// Appends the codes, rules, kinds, enums, registers, definitions and frameworks.
pub fn everything(scene: &Scene, out: &mut String) {
    let model = &scene.model;
    let schema = model.schema();
    let mut groups: Vec<(&str, Vec<(String, String)>)> = Vec::new();
    let topics = topics::ALL.iter().map(|topic| ((*topic.names.first().unwrap_or(&"")).to_owned(), topic.title.to_owned()));
    groups.push(("Topics", topics.collect()));
    groups.push(("Errors of the language", codes::ALL.iter().map(|code| (code.id.to_owned(), code.title.to_owned())).collect()));
    let rules = model.rules().iter().map(|rule| {
        let doc = declarations::doc(scene, rule.doc);
        (scene.sources.text(rule.name.span).to_owned(), text::sentence(&doc).to_owned())
    });
    groups.push(("Rules", rules.collect()));
    let kinds = schema.kinds.iter().map(|kind| (kind.name.to_string(), text::sentence(&kind.doc).to_owned()));
    groups.push(("Kinds", kinds.collect()));
    let enums = schema.enums.iter().map(|item| (item.name.to_string(), text::sentence(&item.doc).to_owned()));
    groups.push(("Enums", enums.collect()));
    let registers = model.registers().iter().map(|register| {
        let title = register.title.map(|title| literal::cooked(scene.sources.text(title.span)).into_owned());
        (scene.sources.text(register.name.span).to_owned(), title.unwrap_or_default())
    });
    groups.push(("Registers", registers.collect()));
    let defines = model.defines().iter().map(|define| {
        let doc = declarations::doc(scene, define.decl.doc);
        (scene.sources.text(define.decl.name.span).to_owned(), text::sentence(&doc).to_owned())
    });
    groups.push(("Definitions", defines.collect()));
    if let Some(lang) = schema.lang {
        let reader = scene.reader();
        let name = |id| (model.entity(id).path.to_string(), reader.title(id).into_owned());
        let frameworks = model.of_kind(lang.framework).into_iter().map(name);
        groups.push(("Frameworks; their clauses by path, such as the framework's name and `.8.2`", frameworks.collect()));
    }
    for (heading, entries) in groups {
        if entries.is_empty() {
            continue;
        }
        text::start(out);
        out.push_str(heading);
        out.push('\n');
        let width = entries.iter().map(|(name, _)| name.chars().count()).max().unwrap_or(0).min(36);
        for (name, about) in entries {
            text::wrapped(&about, &format!("  {name:width$}  "), &" ".repeat(width + 4), out);
        }
    }
}
