//! Explanations as plain text of a width that any terminal has.

/// The most letters of a line.
const WIDTH: usize = 80;

/// Appends a Markdown page: headings without their signs, paragraphs wrapped, examples indented and kept as they are.
pub fn page(markdown: &str, out: &mut String) {
    start(out);
    body(markdown, "", out);
}

/// Begins a new explanation: an empty line between it and what stands before.
pub fn start(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}

/// Appends Markdown text, each line after `indent`.
pub fn body(markdown: &str, indent: &str, out: &mut String) {
    let mut paragraph = String::new();
    let mut example = Example::Outside;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            finish(&mut paragraph, indent, out);
            example = match example {
                Example::Outside => Example::Inside,
                Example::Inside => Example::Outside,
            };
        } else if example == Example::Inside {
            let lead = if line.is_empty() { "" } else { "    " };
            out.push_str(format!("{indent}{lead}{line}").trim_end());
            out.push('\n');
        } else if line.trim().is_empty() {
            let wrote = !paragraph.is_empty();
            finish(&mut paragraph, indent, out);
            if wrote || !out.ends_with("\n\n") {
                out.push('\n');
            }
        } else if let Some(heading) = line.strip_prefix('#') {
            finish(&mut paragraph, indent, out);
            out.push_str(indent);
            out.push_str(heading.trim_start_matches('#').trim());
            out.push('\n');
        } else {
            if line.starts_with("- ") {
                finish(&mut paragraph, indent, out);
            }
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(line.trim());
        }
    }
    finish(&mut paragraph, indent, out);
}

/// Appends `text` as one wrapped paragraph; `first` leads the first line and `rest` the others.
pub fn wrapped(text: &str, first: &str, rest: &str, out: &mut String) {
    let mut line = first.to_owned();
    let mut empty = true;
    for word in text.split_whitespace() {
        if !empty && line.chars().count() + 1 + word.chars().count() > WIDTH {
            out.push_str(line.trim_end());
            out.push('\n');
            line = rest.to_owned();
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    out.push_str(line.trim_end());
    out.push('\n');
}

/// The first sentence of `text`, for lists.
pub fn sentence(text: &str) -> &str {
    let paragraph = text.split("\n\n").next().unwrap_or(text).trim();
    paragraph.split_inclusive(". ").next().unwrap_or(paragraph).trim()
}

/// Whether the lines of an example are being read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Example {
    Inside,
    Outside,
}

fn finish(paragraph: &mut String, indent: &str, out: &mut String) {
    if !paragraph.is_empty() {
        let rest = if paragraph.starts_with("- ") { format!("{indent}  ") } else { indent.to_owned() };
        wrapped(paragraph, indent, &rest, out);
        paragraph.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_become_plain_text() {
        let mut out = String::new();
        page("# E1: a title\n\nSome words\nhere.\n\n- one\n- two\n\n```sms\na {\n\n  b\n```\n", &mut out);
        assert_eq!(out, "E1: a title\n\nSome words here.\n\n- one\n- two\n\n    a {\n\n      b\n");
    }

    #[test]
    fn paragraphs_are_wrapped() {
        let mut out = String::new();
        body(&"word ".repeat(40), "  ", &mut out);
        assert!(out.lines().count() == 3 && out.lines().all(|line| line.len() <= WIDTH && line.starts_with("  word")), "{out}");
    }

    #[test]
    fn lists_take_the_first_sentence() {
        assert_eq!(sentence("One thing, e.g. this. Another."), "One thing, e.g.");
        assert_eq!(sentence("One thing\nin two lines\n\nAnother"), "One thing\nin two lines");
    }
}
