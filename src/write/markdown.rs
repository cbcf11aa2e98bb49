//! Markdown in the dialect of CommonMark with tables; the source is meant to be read as well.

use super::plain;
use crate::artefact::document::{Align, Block, Cell, Document, Fact, Level, Provenance, Row, Section, Table};

/// Cells are padded so that columns line up in the source, but no further than this many characters: one long cell would push all the
/// others out of sight.
const WIDEST: usize = 40;

/// A list this long or shorter stays on one line of its cell.
const SHORT_LIST: usize = 60;

/// The whole document as Markdown.
pub(super) fn write(document: &Document) -> String {
    let mut out = format!("# {}\n", line(&document.title));
    if let Some(subtitle) = &document.subtitle {
        out.push_str(&format!("\n{}\n", line(subtitle)));
    }
    for notice in &document.notices {
        out.push_str(&format!("\n> **{}:** {}\n", notice.weight.word(), line(&notice.text)));
    }
    for section in &document.sections {
        write_section(&mut out, section);
    }
    write_provenance(&mut out, &document.provenance);
    out
}

fn write_section(out: &mut String, section: &Section) {
    let marks = match section.level {
        Level::Main => "##",
        Level::Part => "###",
    };
    // The anchor stands apart from the heading, since forges make up their own from its words.
    out.push_str(&format!("\n<a id=\"{}\"></a>\n\n{marks} {}\n", section.anchor, line(&section.title)));
    for block in &section.blocks {
        out.push('\n');
        match block {
            Block::Paragraph(text) => out.push_str(&format!("{}\n", paragraph(text))),
            Block::Facts(facts) => facts.iter().for_each(|fact| write_fact(out, fact)),
            Block::List(items) => items.iter().for_each(|item| out.push_str(&format!("- {}\n", inline(item)))),
            Block::Table(table) => write_table(out, table, section.level),
        }
    }
}

fn write_fact(out: &mut String, fact: &Fact) {
    out.push_str(&format!("- **{}:** {}\n", line(&fact.name), inline(&fact.value)));
}

fn write_table(out: &mut String, table: &Table, level: Level) {
    if let Some(title) = &table.title {
        out.push_str(&format!("**{}**\n\n", line(title)));
    }
    if table.rows.is_empty() {
        out.push_str(&format!("{}\n", paragraph(&table.empty)));
        return;
    }
    let marks = match level {
        Level::Main => "###",
        Level::Part => "####",
    };
    for (at, rows) in table.rows.chunk_by(|a, b| a.group == b.group).enumerate() {
        if at > 0 {
            out.push('\n');
        }
        if let Some(group) = rows.first().and_then(|row| row.group.as_ref()) {
            out.push_str(&format!("{marks} {}\n\n", line(group)));
        }
        write_rows(out, table, rows);
    }
}

/// Rows with the heading above them, columns lined up.
fn write_rows(out: &mut String, table: &Table, rows: &[Row]) {
    let places = rows.iter().any(|row| row.place.is_some());
    let mut aligns: Vec<Align> = table.columns.iter().map(|column| column.align).collect();
    let mut head: Vec<String> = table.columns.iter().map(|column| line(&column.title)).collect();
    if places {
        aligns.push(Align::Left);
        head.push("Source".to_owned());
    }
    let body: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let mut cells: Vec<String> = row.cells.iter().map(in_table).collect();
            if places {
                cells.push(row.place.as_ref().map(|place| line(&place.to_string())).unwrap_or_default());
            }
            cells
        })
        .collect();
    let width = |column: usize| {
        let cells = body.iter().chain([&head]).filter_map(|cells| cells.get(column));
        cells.map(|cell| cell.chars().count()).filter(|&width| width <= WIDEST).max().unwrap_or(WIDEST).max(3)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    write_row(out, &head, &aligns, &widths);
    let rule: Vec<String> = aligns
        .iter()
        .zip(&widths)
        .map(|(align, &width)| match align {
            Align::Left => "-".repeat(width),
            Align::Centre => format!(":{}:", "-".repeat(width.saturating_sub(2))),
            Align::Right => format!("{}:", "-".repeat(width.saturating_sub(1))),
        })
        .collect();
    out.push_str(&format!("| {} |\n", rule.join(" | ")));
    body.iter().for_each(|cells| write_row(out, cells, &aligns, &widths));
}

fn write_row(out: &mut String, cells: &[String], aligns: &[Align], widths: &[usize]) {
    for ((cell, align), &width) in cells.iter().zip(aligns).zip(widths) {
        let room = width.saturating_sub(cell.chars().count());
        let left = match align {
            Align::Left => 0,
            Align::Centre => room / 2,
            Align::Right => room,
        };
        out.push_str(&format!("| {}{cell}{} ", " ".repeat(left), " ".repeat(room - left)));
    }
    out.push_str("|\n");
}

fn write_provenance(out: &mut String, provenance: &Provenance) {
    out.push_str(&format!("\n---\n\nAs of {}. Written by {} from ", provenance.as_of, line(&provenance.tool)));
    let entities: usize = provenance.sources.iter().map(|source| source.entities).sum();
    let files = provenance.sources.len();
    out.push_str(&format!("{} in {}", counted(entities, "entity", "entities"), counted(files, "file", "files")));
    out.push_str(&format!(", and {} of the standard library.\n", counted(provenance.library_entities, "entity", "entities")));
    if files > 0 {
        out.push('\n');
    }
    for source in &provenance.sources {
        out.push_str(&format!("- {}: {}\n", line(&source.file), counted(source.entities, "entity", "entities")));
    }
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// A cell of a table: long lists one below the other.
fn in_table(cell: &Cell) -> String {
    laid_out(cell, "<br>")
}

/// A cell in running text.
fn inline(cell: &Cell) -> String {
    laid_out(cell, "; ")
}

fn laid_out(cell: &Cell, between_long: &str) -> String {
    match cell {
        Cell::List(cells) => {
            let parts: Vec<String> =
                cells.iter().map(|cell| laid_out(cell, between_long)).filter(|part| !part.is_empty()).collect();
            let length: usize = parts.iter().map(|part| part.chars().count() + 2).sum();
            let places = cells.iter().any(|cell| matches!(cell, Cell::At(..)));
            parts.join(if length > SHORT_LIST || places { between_long } else { ", " })
        }
        Cell::At(cell, place) => format!("{} ({})", laid_out(cell, between_long), line(&place.to_string())),
        Cell::Status(status) => format!("**{}**", line(status.word)),
        // As code a path is shown letter by letter.
        Cell::File(path) if !path.contains(['`', '|', '\n']) => format!("`{path}`"),
        Cell::Empty | Cell::Text(_) | Cell::Entity(_) | Cell::Scalar(_) | Cell::File(_) | Cell::Url(_) => line(&plain(cell)),
    }
}

/// A text that may run over several lines; an empty line between two pieces parts paragraphs.
fn paragraph(text: &str) -> String {
    let pieces = text.split("\n\n").map(str::trim).filter(|piece| !piece.is_empty());
    pieces.map(|piece| guard_start(&line(piece))).collect::<Vec<_>>().join("\n\n")
}

/// A text on one line, with everything escaped that Markdown would take for a mark.
fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut before = ' ';
    let mut rest = text.trim().chars().peekable();
    while let Some(c) = rest.next() {
        let after = rest.peek().copied().unwrap_or(' ');
        match c {
            '|' | '*' | '`' | '[' | ']' | '\\' | '~' => out.extend(['\\', c]),
            '<' => out.push_str("&lt;"),
            '&' if begins_entity(rest.clone()) => out.push_str("&amp;"),
            // Inside a word an underscore is no mark, and names such as `first_line` stay readable.
            '_' if before.is_alphanumeric() && after.is_alphanumeric() => out.push(c),
            '_' => out.push_str("\\_"),
            _ if c.is_whitespace() => {
                if !before.is_whitespace() {
                    out.push(' ');
                }
            }
            // Nothing invisible gets into an artefact.
            _ if c.is_control() => {}
            _ => out.push(c),
        }
        before = c;
    }
    out
}

/// Whether what follows an `&` makes it the start of an HTML entity such as `&lt;`.
fn begins_entity(mut rest: impl Iterator<Item = char>) -> bool {
    rest.find(|c| !c.is_ascii_alphanumeric() && *c != '#') == Some(';')
}

/// Escapes what would begin a heading, a list, a quotation or a rule at the start of a line.
fn guard_start(text: &str) -> String {
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    let marked = text.starts_with(['#', '>', '-', '+', '=']);
    if marked {
        format!("\\{text}")
    } else if digits > 0 && text[digits..].starts_with(['.', ')']) {
        format!("{}\\{}", &text[..digits], &text[digits..])
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_texts_are_escaped() {
        assert_eq!(line("a|b\n<c> & *d* first_line _e_"), "a\\|b &lt;c> & \\*d\\* first_line \\_e\\_");
        assert_eq!(line("&lt; & &#35; ?a=1&b=2"), "&amp;lt; & &amp;#35; ?a=1&b=2");
        assert_eq!(paragraph("1. not a list"), "1\\. not a list");
        assert_eq!(paragraph("- no\n\n# no"), "\\- no\n\n\\# no");
    }
}
