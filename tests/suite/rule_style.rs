//! How the library's rules are written: what many ask in the same words has a name, lines are short, and a kind goes by one letter.

use std::collections::{BTreeMap, BTreeSet};

use sms::source::{Origin, Sources, Span};
use sms::syntax::parse;
use sms::syntax::tree::{Binding, Expr, ExprKind, Item, Operator, RegisterMember, RuleMember, Tree};

use crate::texts;

/// The longest line.
const WIDTH: usize = 120;

/// A condition as long as this has a name before it stands in a third rule.
const LONG: usize = 36;

/// What stands more often for a reason: an equality that an index answers has to be seen where it is asked.
const REPEATED: [&str; 1] = ["_.title == _.title and _.path > _.path"];

/// The rules and registers of the library, parsed.
fn files() -> (Sources, Vec<Tree>) {
    let mut sources = Sources::new();
    let ours = |(name, _): &(String, String)| name.starts_with("stdlib/rules/") || name.starts_with("stdlib/registers/");
    let trees = texts::models().into_iter().filter(ours).map(|(name, text)| {
        let file = sources.add(name, text, Origin::Library);
        parse(&sources, file).tree.clone()
    });
    let trees = trees.collect();
    (sources, trees)
}

#[test]
fn no_line_is_too_long() {
    let mut long = Vec::new();
    for (name, text) in texts::models().into_iter().filter(|(name, _)| name.starts_with("stdlib/rules/")) {
        let lines = text.lines().enumerate().filter(|(_, line)| line.chars().count() > WIDTH);
        long.extend(lines.map(|(at, line)| format!("{name}:{}: {line}", at + 1)));
    }
    assert!(long.is_empty(), "{} lines of more than {WIDTH} letters:\n{}", long.len(), long.join("\n"));
}

#[test]
fn no_condition_stands_three_times() {
    let (sources, trees) = files();
    let mut found: BTreeMap<String, BTreeSet<(usize, usize)>> = BTreeMap::new();
    let mut names = Vec::new();
    for (place, item) in trees.iter().flat_map(|tree| &tree.items).enumerate() {
        names.push(name(&sources, item));
        for expr in expressions(item) {
            conditions(expr, &mut |span| {
                let text = canonical(sources.text(span));
                // What has a name is as short as its name.
                if text.replace("(_)", "").replace("(_, _)", "").len() >= LONG && !REPEATED.contains(&&*text) {
                    found.entry(text).or_default().insert((place, span.start as usize));
                }
            });
        }
    }
    let often: Vec<(&String, Vec<&str>)> = (found.iter())
        .map(|(text, places)| (text, places.iter().map(|(item, _)| names[*item]).collect::<Vec<_>>()))
        .filter(|(_, places)| places.len() > 2)
        .collect();
    // Of a condition and its parts, the whole is told.
    let is_part = |text: &str| often.iter().any(|(other, _)| other.len() > text.len() && other.contains(text));
    let told: Vec<String> = (often.iter())
        .filter(|(text, _)| !is_part(text))
        .map(|(text, places)| format!("{}: `{text}` in {}", places.len(), places.join(", ")))
        .collect();
    assert!(told.is_empty(), "conditions that need a name (`define`):\n{}", told.join("\n"));
}

#[test]
fn a_kind_goes_by_one_letter() {
    let (sources, trees) = files();
    let mut letters: BTreeMap<&str, BTreeMap<&str, Vec<&str>>> = BTreeMap::new();
    for item in trees.iter().flat_map(|tree| &tree.items) {
        let Item::Rule(rule) = item else { continue };
        for member in &rule.members {
            if let RuleMember::Each(Binding { variable, set, .. }) = member {
                let kind = sources.text(set.span);
                let variable = sources.text(variable.span);
                letters.entry(kind).or_default().entry(variable).or_default().push(name(&sources, item));
            }
        }
    }
    let faults: Vec<String> = (letters.iter())
        .filter(|(_, letters)| letters.len() > 1)
        .map(|(kind, letters)| {
            let all: Vec<String> = letters.iter().map(|(letter, rules)| format!("{letter} ({})", rules.join(", "))).collect();
            format!("{kind}: {}", all.join("; "))
        })
        .collect();
    assert!(faults.is_empty(), "kinds that go by several names:\n{}", faults.join("\n"));
}

#[test]
fn missing_is_said_of_the_whole_and_without_of_one() {
    let (sources, trees) = files();
    let mut faults = Vec::new();
    for item in trees.iter().flat_map(|tree| &tree.items) {
        let Item::Rule(rule) = item else { continue };
        let (name, text) = (name(&sources, item), sources.text(rule.span));
        let of_the_whole = text.contains("stands_for_all(s)") || text.contains("main_scope()");
        if name.ends_with("_missing") && !of_the_whole || name.contains("_without_") && of_the_whole {
            faults.push(name);
        }
    }
    assert!(faults.is_empty(), "{faults:?}");
}

fn name<'a>(sources: &'a Sources, item: &Item) -> &'a str {
    let name = match item {
        Item::Rule(decl) => decl.name,
        Item::Register(decl) => decl.name,
        Item::Define(decl) => decl.name,
        Item::Kind(decl) => decl.name,
        Item::Enum(decl) => decl.name,
        Item::Entity(_) => return "an entity",
    };
    sources.text(name.span)
}

/// The expressions that stand in an item.
fn expressions(item: &Item) -> Vec<&Expr> {
    match item {
        Item::Rule(rule) => (rule.members.iter())
            .flat_map(|member| match member {
                RuleMember::Each(binding) => in_binding(binding),
                RuleMember::Let(_, expr) | RuleMember::Setting(_, expr) | RuleMember::Also(expr, _) => vec![&**expr],
            })
            .collect(),
        Item::Register(register) => (register.members.iter())
            .flat_map(|member| match member {
                RegisterMember::Each(binding) => in_binding(binding),
                RegisterMember::Let(_, expr) | RegisterMember::Setting(_, expr) | RegisterMember::Column(_, expr) => vec![&**expr],
            })
            .collect(),
        Item::Define(define) => vec![&define.body],
        Item::Kind(_) | Item::Enum(_) | Item::Entity(_) => Vec::new(),
    }
}

fn in_binding(binding: &Binding) -> Vec<&Expr> {
    [Some(&binding.set), binding.filter.as_ref()].into_iter().flatten().map(|expr| &**expr).collect()
}

/// Calls `told` with the place of every condition in `expr`, and of every run of conditions that are joined by the same word.
fn conditions(expr: &Expr, told: &mut impl FnMut(Span)) {
    match &expr.kind {
        ExprKind::Binary(operator @ (Operator::And | Operator::Or), ..) => {
            let mut parts = Vec::new();
            joined(expr, *operator, &mut parts);
            for start in 0..parts.len() {
                for end in start + 1..parts.len() {
                    told(parts[start].span.to(parts[end].span));
                }
            }
            for part in parts {
                conditions(part, told);
            }
        }
        ExprKind::Literal(_) | ExprKind::Path(_) | ExprKind::KindOf(..) | ExprKind::Missing => {}
        ExprKind::List(parts) | ExprKind::OrElse(parts) | ExprKind::Call(_, parts) => {
            parts.iter().for_each(|part| conditions(part, told));
        }
        ExprKind::Field(part, _) | ExprKind::Closure(part, _) | ExprKind::Negate(part) | ExprKind::Labelled(_, part) => {
            conditions(part, told);
        }
        ExprKind::Not(part) | ExprKind::IsEmpty(part) | ExprKind::HasKind(part, _) => {
            told(expr.span);
            conditions(part, told);
        }
        ExprKind::Binary(_, one, other) => {
            told(expr.span);
            conditions(one, told);
            conditions(other, told);
        }
        ExprKind::Range(one, other) | ExprKind::When(one, other) => {
            [one, other].into_iter().for_each(|part| conditions(part, told))
        }
        ExprKind::Quantified(_, binding) | ExprKind::Filtered(binding) => {
            told(expr.span);
            in_binding(binding).into_iter().for_each(|part| conditions(part, told));
        }
        ExprKind::Grouped(binding, key) => {
            told(expr.span);
            in_binding(binding).into_iter().chain([&**key]).for_each(|part| conditions(part, told));
        }
        ExprKind::If(condition, yes, no) => {
            [condition, yes, no].into_iter().for_each(|part| conditions(part, told));
        }
    }
}

/// What `and`, or `or`, joins, in order.
fn joined<'a>(expr: &'a Expr, by: Operator, into: &mut Vec<&'a Expr>) {
    match &expr.kind {
        ExprKind::Binary(operator, one, other) if *operator == by => {
            joined(one, by, into);
            joined(other, by, into);
        }
        _ => into.push(expr),
    }
}

/// The text on one line, with `_` for each variable of one letter.
fn canonical(text: &str) -> String {
    let mut out = String::new();
    let mut last = ' ';
    let letters: Vec<char> = text.split_whitespace().collect::<Vec<_>>().join(" ").chars().collect();
    for (at, &letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        let alone = letter.is_ascii_lowercase() && !is_word(last) && last != '.' && !is_word(next);
        out.push(if alone { '_' } else { letter });
        last = letter;
    }
    out
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}
