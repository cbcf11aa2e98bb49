//! Rules, registers and definitions.

use std::sync::Arc;

use super::examples::examples;
use super::kind::{declared, paragraph};
use super::{Scene, text};
use crate::model::describe::with_article;
use crate::source::Span;
use crate::syntax::literal;
use crate::syntax::tree::{DefineDecl, Doc, Expr, ExprKind, Name, RegisterDecl, RegisterMember, RuleDecl, RuleMember};

/// Appends what a rule demands and why, who asks for it, and its text.
pub fn rule(scene: &Scene, rule: &RuleDecl, out: &mut String) {
    let name = scene.sources.text(rule.name.span);
    let settings = rule.members.iter().filter_map(|member| match member {
        RuleMember::Setting(name, value) => Some((name, &**value)),
        RuleMember::Each(_) | RuleMember::Let(..) | RuleMember::Also(..) => None,
    });
    let settings: Vec<(&Name, &Expr)> = settings.collect();
    text::start(out);
    match setting(scene, &settings, "severity") {
        Some(severity) => out.push_str(&format!("rule `{name}`, told as {}\n", with_article(scene.sources.text(severity.span)))),
        None => out.push_str(&format!("rule `{name}`\n")),
    }
    let doc = doc(scene, rule.doc);
    paragraph(&doc, out);
    clauses(scene, &settings, out);
    // Some rules show their examples in the text.
    if !doc.contains("```") {
        examples(scene, name, out);
    }
    out.push_str("\nThe rule\n");
    source(scene, rule.span, out);
    declared(scene, rule.name.span, out);
}

/// Appends what a register is for and its columns.
pub fn register(scene: &Scene, register: &RegisterDecl, out: &mut String) {
    let title = register.title.map(|title| format!(" \"{}\"", literal::cooked(scene.sources.text(title.span)))).unwrap_or_default();
    let mut settings = Vec::new();
    let mut columns = Vec::new();
    for member in &register.members {
        match member {
            RegisterMember::Setting(name, value) => settings.push((name, &**value)),
            RegisterMember::Column(title, _) => columns.push(literal::cooked(scene.sources.text(title.span))),
            RegisterMember::Each(_) | RegisterMember::Let(..) => {}
        }
    }
    text::start(out);
    out.push_str(&format!("register `{}`{title}\n", scene.sources.text(register.name.span)));
    paragraph(&doc(scene, register.doc), out);
    clauses(scene, &settings, out);
    out.push('\n');
    text::wrapped(&format!("Columns: {}", columns.join(", ")), "", "  ", out);
    declared(scene, register.name.span, out);
}

/// Appends what a definition stands for, and which rules say it.
pub fn define(scene: &Scene, define: &DefineDecl, out: &mut String) {
    let name = scene.sources.text(define.name.span);
    text::start(out);
    out.push_str(&format!("definition `{name}`\n"));
    paragraph(&doc(scene, define.doc), out);
    out.push('\n');
    source(scene, define.span, out);
    let call = format!("{name}(");
    let says = |rule: &&Arc<RuleDecl>| {
        let text = scene.sources.text(rule.span);
        text.match_indices(&call).any(|(at, _)| !text[..at].ends_with(|letter: char| letter.is_alphanumeric() || letter == '_'))
    };
    let rules: Vec<&str> = scene.model.rules().iter().filter(says).map(|rule| scene.sources.text(rule.name.span)).collect();
    if !rules.is_empty() {
        out.push('\n');
        text::wrapped(&format!("Rules that use it: {}", rules.join(", ")), "", "  ", out);
    }
    declared(scene, define.name.span, out);
}

/// The documentation of a declaration.
pub fn doc(scene: &Scene, doc: Option<Doc>) -> String {
    doc.map(|doc| literal::doc(scene.sources.text(doc.span))).unwrap_or_default()
}

fn setting<'a>(scene: &Scene, settings: &[(&Name, &'a Expr)], wanted: &str) -> Option<&'a Expr> {
    settings.iter().find(|(name, _)| scene.sources.text(name.span) == wanted).map(|(_, value)| *value)
}

/// Says which clauses ask for it, with their titles.
fn clauses(scene: &Scene, settings: &[(&Name, &Expr)], out: &mut String) {
    let Some(value) = setting(scene, settings, "clause").or(setting(scene, settings, "clauses")) else { return };
    let one = std::slice::from_ref(value);
    let parts = match &value.kind {
        ExprKind::List(items) => &items[..],
        _ => one,
    };
    out.push_str("\nAsked for by\n");
    for part in parts {
        let (part, condition) = match &part.kind {
            ExprKind::When(path, condition) => (&**path, format!(", when {}", scene.sources.text(condition.span))),
            _ => (part, String::new()),
        };
        let path = scene.sources.text(part.span);
        let title = scene.model.find(path).map(|id| format!(" {}", scene.reader().title(id))).unwrap_or_default();
        let framework = path.split('.').next().filter(|first| *first != path).and_then(|first| scene.model.find(first));
        let framework = framework.map(|id| format!(", {}", scene.reader().title(id))).unwrap_or_default();
        text::wrapped(&format!("`{path}`{title}{framework}{condition}"), "  ", "      ", out);
    }
}

/// The text of a declaration, indented.
fn source(scene: &Scene, span: Span, out: &mut String) {
    for line in scene.sources.text(span).lines() {
        out.push_str(format!("    {line}").trim_end());
        out.push('\n');
    }
}
