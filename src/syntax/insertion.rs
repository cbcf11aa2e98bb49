//! Where a new field or entity goes in a text, and with which layout and line ends: what the edits that rules offer are made from.
//!
//! ```text
//! service hosting "Hosting" { owner: ann }       // a field goes behind a comma
//! service network {
//!   owner: bob                                   // a field goes on a line of its own, indented like the others
//! }
//! service power                                  // a field gets a body first
//! ```

use std::ops::Range;

use super::grammar::{self, Rule};
use super::lex::{line_break, line_end, text_end};
use super::lower::Lowering;
use super::nesting;
use super::tree::{Item, Member};
use crate::source::FileId;

/// A replacement in a text; an empty range is an insertion.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    /// What is replaced.
    pub range: Range<usize>,
    /// What stands there afterwards.
    pub text: String,
}

/// What can stand in the body of an entity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Form {
    /// A field, with its name.
    Field(String),
    /// An entity.
    Entity,
}

/// The fields and entities that `text` holds, in order; `None` where it holds anything else, or nothing.
pub fn forms(text: &str, file: FileId) -> Option<Vec<Form>> {
    // The word before the brace makes the text the body of one entity; a brace too many in it would make two.
    let whole = format!("it {{\n{text}\n}}");
    if nesting::too_deep(&whole, 0..whole.len()).is_some() {
        return None;
    }
    let nodes = grammar::parse(Rule::file, &whole, 0).ok()?;
    let mut lowering = Lowering { file, text: &whole, nodes: &nodes, diagnostics: Vec::new() };
    let mut items = lowering.items();
    let Some(Item::Entity(entity)) = items.pop().filter(|_| items.is_empty() && lowering.diagnostics.is_empty()) else {
        return None;
    };
    let form = |member: &Member| match member {
        Member::Field(field) => Form::Field(whole.get(field.name.span.range()).unwrap_or_default().to_string()),
        Member::Child(_) => Form::Entity,
    };
    let forms: Vec<Form> = entity.members.iter().map(form).collect();
    (!forms.is_empty()).then_some(forms)
}

/// The change that puts `new` at the end of the body of the entity at `entity`.
pub fn into_body(text: &str, entity: Range<usize>, new: &str) -> Option<Change> {
    Some(at_home(text, last_in_body(text, entity, new)?))
}

/// The change that puts the entity `new` behind the entity at `entity`, at the same level, with an empty line between them.
pub fn after(text: &str, entity: Range<usize>, new: &str) -> Option<Change> {
    Some(at_home(text, behind_entity(text, entity, new)?))
}

/// The change with the line ends that `text` has at its place.
fn at_home(text: &str, change: Change) -> Change {
    match line_break(text, change.range.start) {
        "\n" => change,
        other => Change { text: change.text.replace('\n', other), ..change },
    }
}

fn last_in_body(text: &str, entity: Range<usize>, new: &str) -> Option<Change> {
    let lines = lines(new);
    let outer = indent(text, entity.start);
    let Some(open) = opening(text, &entity) else {
        let body = match lines.as_slice() {
            [line] => format!(" {{ {line} }}"),
            lines => format!(" {{\n{}{outer}}}", indented(lines, &format!("{outer}  "))),
        };
        return Some(Change { range: entity.end..entity.end, text: body });
    };
    let close = entity.end.checked_sub(1).filter(|&close| open < close && text.as_bytes().get(close) == Some(&b'}'))?;
    let inside = text.get(open + 1..close)?;
    let last = open + 1 + inside.trim_end().len();
    if !inside.contains('\n') {
        return Some(match inside.trim().is_empty() {
            true => Change { range: open + 1..close, text: format!(" {} ", joined(&lines)) },
            false => behind(text, last, close, &lines),
        });
    }
    let inner = inside.lines().skip(1).find(|line| !line.trim().is_empty()).map(leading);
    let inner = inner.map_or_else(|| format!("{outer}  "), str::to_string);
    let line = text.get(..close)?.rfind('\n').map_or(0, |at| at + 1);
    if text.get(line..close)?.trim().is_empty() {
        let lines = aligned(lines, inside, &inner);
        return Some(Change { range: line..line, text: indented(&lines, &inner) });
    }
    // The brace closes the line of the last member.
    let added = indented(&lines, &inner);
    Some(Change { range: last..last, text: format!("\n{}", added.trim_end_matches('\n')) })
}

fn behind_entity(text: &str, entity: Range<usize>, new: &str) -> Option<Change> {
    let lines = lines(new);
    let begin = text.get(..entity.start)?.rfind('\n').map_or(0, |at| at + 1);
    let before = text.get(begin..entity.start)?;
    let end = line_end(text, entity.end);
    let rest = text.get(entity.end..end)?;
    let rest = rest.trim_start();
    if !before.trim().is_empty() || rest.starts_with('}') || (rest.starts_with(',') && !rest[1..].trim().is_empty()) {
        return Some(behind(text, entity.end, entity.end, &lines));
    }
    let block = indented(&lines, leading(before));
    let block = block.trim_end_matches('\n');
    if rest.trim_start_matches(',').trim().is_empty() || rest.starts_with("//") {
        let end = if text.as_bytes().get(end.wrapping_sub(1)) == Some(&b'\r') { end - 1 } else { end };
        return Some(Change { range: end..end, text: format!("\n\n{block}") });
    }
    Some(Change { range: entity.end..entity.end, text: format!("\n\n{block}\n\n") })
}

/// On one line behind what ends at `at`; `close` is where the line goes on.
fn behind(text: &str, at: usize, close: usize, lines: &[&str]) -> Change {
    let comma = if text.as_bytes().get(at.wrapping_sub(1)) == Some(&b',') { " " } else { ", " };
    let space = if at == close && text.as_bytes().get(at) == Some(&b'}') { " " } else { "" };
    Change { range: at..at, text: format!("{comma}{}{space}", joined(lines)) }
}

/// The opening brace of an entity's body.
fn opening(text: &str, entity: &Range<usize>) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = entity.start;
    while at < entity.end {
        at = match bytes.get(at)? {
            b'{' => return Some(at),
            b'"' => text_end(text, at)?,
            b'/' if bytes.get(at + 1) == Some(&b'/') => line_end(text, at),
            _ => at + 1,
        };
    }
    None
}

/// The lines of a new text, without the indentation that they share.
fn lines(new: &str) -> Vec<&str> {
    let lines: Vec<&str> = new.trim().lines().map(str::trim_end).collect();
    let deeper = lines.iter().skip(1).filter(|line| !line.is_empty()).map(|line| leading(line).len());
    let shared = deeper.min().unwrap_or(0);
    // The first line was trimmed with the text; where the others are all deeper, they stand in its braces and end with one that does not.
    lines.iter().enumerate().map(|(at, line)| if at == 0 { *line } else { line.get(shared..).unwrap_or_default() }).collect()
}

fn leading(line: &str) -> &str {
    &line[..line.len() - line.trim_start().len()]
}

/// The indentation of the line that `at` stands on.
fn indent(text: &str, at: usize) -> String {
    let begin = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    leading(text.get(begin..at).unwrap_or_default()).to_string()
}

fn indented<T: AsRef<str>>(lines: &[T], indent: &str) -> String {
    let mut text = String::new();
    for line in lines {
        if !line.as_ref().is_empty() {
            text.push_str(indent);
            text.push_str(line.as_ref());
        }
        text.push('\n');
    }
    text
}

/// Lines as one: members behind commas, braces behind spaces.
fn joined(lines: &[&str]) -> String {
    let mut text = String::new();
    for line in lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        if !text.is_empty() {
            text.push_str(if text.ends_with(['{', '[', ',']) || line.starts_with(['}', ']']) { " " } else { ", " });
        }
        text.push_str(line);
    }
    text
}

/// The lines with the value of a single field under those of the body, where these stand under one another.
fn aligned(lines: Vec<&str>, body: &str, inner: &str) -> Vec<String> {
    let column = |line: &str| {
        let line = line.strip_prefix(inner)?;
        let colon = line.find(':').filter(|&colon| line[..colon].chars().all(unicode_ident::is_xid_continue))?;
        let value = line[colon + 1..].trim_start();
        (!value.is_empty()).then(|| (colon, line.chars().count() - value.chars().count()))
    };
    let fields: Vec<(usize, usize)> = body.lines().filter_map(column).collect();
    let own = lines.iter().map(|line| line.to_string());
    match (lines.as_slice(), fields.as_slice()) {
        ([line], [(_, first), _, ..]) if fields.iter().all(|(_, column)| column == first) => match line.split_once(": ") {
            Some((name, value)) if name.chars().all(unicode_ident::is_xid_continue) && name.len() + 2 <= *first => {
                vec![format!("{:<width$}{value}", format!("{name}:"), width = *first)]
            }
            Some(_) | None => own.collect(),
        },
        _ => own.collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(text: &str, entity: &str, change: impl Fn(&str, Range<usize>) -> Option<Change>) -> String {
        let start = text.find(entity).unwrap();
        let change = change(text, start..start + entity.len()).unwrap();
        let mut text = text.to_string();
        text.replace_range(change.range, &change.text);
        text
    }

    fn inside(text: &str, entity: &str, new: &str) -> String {
        changed(text, entity, |text, entity| into_body(text, entity, new))
    }

    fn following(text: &str, entity: &str, new: &str) -> String {
        changed(text, entity, |text, entity| after(text, entity, new))
    }

    #[test]
    fn a_body_on_one_line_stays_on_it() {
        for (text, expected) in [
            ("a x { b: 1 }", "a x { b: 1, c: 2 }"),
            ("a x {b: 1}", "a x {b: 1, c: 2 }"),
            ("a x { b: 1, }", "a x { b: 1, c: 2 }"),
            ("a x {}", "a x { c: 2 }"),
            ("a x \"{ \\\" {\" { b: \"}\" }", "a x \"{ \\\" {\" { b: \"}\", c: 2 }"),
            ("a x", "a x { c: 2 }"),
            ("a x \"{}\"", "a x \"{}\" { c: 2 }"),
        ] {
            assert_eq!(inside(text, text, "c: 2"), expected);
        }
        let block = "d y {\n  e: 1\n  f: 2\n}";
        assert_eq!(inside("a x { b: 1 }", "a x { b: 1 }", block), "a x { b: 1, d y { e: 1, f: 2 } }");
        assert_eq!(inside("  a x\nb", "a x", block), "  a x {\n    d y {\n      e: 1\n      f: 2\n    }\n  }\nb");
    }

    #[test]
    fn a_body_over_lines_gets_a_line_more() {
        assert_eq!(inside("a x {\n    b: 1\n}", "a x {\n    b: 1\n}", "c: 2"), "a x {\n    b: 1\n    c: 2\n}");
        assert_eq!(inside("a x {\n  b: 1 }", "a x {\n  b: 1 }", "c: 2"), "a x {\n  b: 1\n  c: 2 }");
        assert_eq!(inside("a x { // {\n}", "a x { // {\n}", "c: 2"), "a x { // {\n  c: 2\n}");
        let aligned = "a x {\n  bb:   1\n  cccc: 2 // why\n}";
        assert_eq!(inside(aligned, aligned, "d: 3"), "a x {\n  bb:   1\n  cccc: 2 // why\n  d:    3\n}");
        assert_eq!(inside(aligned, aligned, "longer: 3"), "a x {\n  bb:   1\n  cccc: 2 // why\n  longer: 3\n}");
        let nested = "p {\n  a x {\n    b: 1\n  }\n}";
        let entity = "a x {\n    b: 1\n  }";
        assert_eq!(inside(nested, entity, "d y {\n  e: 1\n}"), "p {\n  a x {\n    b: 1\n    d y {\n      e: 1\n    }\n  }\n}");
    }

    #[test]
    fn an_entity_follows_another_at_its_level() {
        assert_eq!(following("a x", "a x", "b y"), "a x\n\nb y");
        assert_eq!(following("a x // why\nc z", "a x", "b y {\n  d: 1\n}"), "a x // why\n\nb y {\n  d: 1\n}\nc z");
        assert_eq!(following("p {\n  a x { },\n}", "a x { }", "b y"), "p {\n  a x { },\n\n  b y\n}");
        assert_eq!(following("p { a x { } }", "a x { }", "b y {\n  d: 1\n}"), "p { a x { }, b y { d: 1 } }");
        assert_eq!(following("p { a x, a z }", "a x", "b y"), "p { a x, b y, a z }");
        assert_eq!(following("a x { } a z", "a x { }", "b y"), "a x { }\n\nb y\n\n a z");
    }

    #[test]
    fn line_ends_are_those_of_the_file() {
        type Put = fn(&str, &str, &str) -> String;
        let crlf = |text: &str| text.replace('\n', "\r\n");
        let block = "d y {\n  e: 1\n}";
        for (put, text, entity) in [
            (inside as Put, "a x\nb z\n", "a x"),
            (inside, "a x {\n  b: 1\n}\n", "a x {\n  b: 1\n}"),
            (inside, "a x {\n  b: 1 }\n", "a x {\n  b: 1 }"),
            (inside, "a x { b: 1 }\n", "a x { b: 1 }"),
            (inside, "a x {\n  bb:  1\n  ccc: 2\n}\n", "a x {\n  bb:  1\n  ccc: 2\n}"),
            (following, "a x\n", "a x"),
            (following, "a x // why\nc z\n", "a x"),
            (following, "p {\n  a x { },\n}\n", "a x { }"),
            (following, "a x { } a z\n", "a x { }"),
        ] {
            for new in [block, "c: 2", &crlf(block)] {
                assert_eq!(put(&crlf(text), &crlf(entity), new), crlf(&put(text, entity, new).replace('\r', "")), "{text}");
            }
        }
        // Where a file has both, those of the line at hand.
        assert_eq!(inside("a x\r\nb y\nc z\n", "c z", block), "a x\r\nb y\nc z {\n  d y {\n    e: 1\n  }\n}\n");
        assert_eq!(inside("a x\nb y\r\nc z", "c z", block), "a x\nb y\r\nc z {\r\n  d y {\r\n    e: 1\r\n  }\r\n}");
        assert_eq!(inside("a x\r\nb y\n", "a x", block), "a x {\r\n  d y {\r\n    e: 1\r\n  }\r\n}\r\nb y\n");
    }

    #[test]
    fn only_what_can_stand_in_a_body_has_a_form() {
        let mut sources = crate::source::Sources::new();
        let file = sources.add("a.sms", "", crate::source::Origin::Model);
        let field = |name: &str| Form::Field(name.to_string());
        assert_eq!(forms("a: 1", file), Some(vec![field("a")]));
        assert_eq!(forms("a: 1, b: [x]\nc d \"e\" { f: 1 }", file), Some(vec![field("a"), field("b"), Form::Entity]));
        for text in ["", "a: ", "a b }", "a b } c {", "a: 2026-02-30", "…", "a: 1 {", "\"a\"", "// a"] {
            assert_eq!(forms(text, file), None, "{text}");
        }
    }
}
