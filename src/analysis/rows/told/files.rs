//! What is told of a file with rows: of its headings, its lines and its rows as a whole.

use super::shortened;
use crate::analysis::rows::declaration::{Declaration, Reading, folded};
use crate::analysis::rows::tally::Common;
use crate::diag::{Code, Diagnostic, codes};
use crate::likeness::closest;
use crate::model::describe::{kind_words, with_article};
use crate::source::{FileId, Sources, Span};

pub(in crate::analysis::rows) fn nothing_in(place: Span, file: FileId, is_empty: bool) -> Diagnostic {
    let message = if is_empty { "the record is empty" } else { "the record has headings and no rows" };
    let label = if is_empty { "an empty file" } else { "no rows" };
    Diagnostic::warning(&codes::E0807, place, message, label)
        .label(Span::new(file, 0, 0), if is_empty { "nothing here" } else { "all there is" })
        .note("a record without rows shows nothing of what was done")
        .help("export it again, or take the declaration out until there is something to record")
}

pub(in crate::analysis::rows) fn too_many(place: Span, most: usize) -> Diagnostic {
    Diagnostic::error(
        &codes::E0803,
        place,
        format!("the record has more than {most} rows, and those behind were not read"),
        "too many rows",
    )
    .help("keep one record for each quarter or year, with a declaration each")
}

/// The headings that messages may list.
fn shown<'t>(declaration: &Declaration, titles: &'t [(String, Span)]) -> &'t [(String, Span)] {
    if declaration.is_private { &[] } else { titles }
}

/// The headings of a file, as messages list them.
fn listed(titles: &[(String, Span)]) -> String {
    const MOST: usize = 12;
    let mut words: Vec<String> = titles
        .iter()
        .filter(|(title, _)| !title.is_empty())
        .take(MOST)
        .map(|(title, _)| format!("`{}`", shortened(title)))
        .collect();
    if titles.len() > MOST {
        words.push(format!("{} more", titles.len() - MOST));
    }
    match &words[..] {
        [] => "not shown".to_owned(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

pub(in crate::analysis::rows) fn no_column(
    place: Span,
    heading: &str,
    headings: Span,
    titles: &[(String, Span)],
    found: &[usize],
) -> Diagnostic {
    if !found.is_empty() {
        let message = format!("{} columns are headed `{heading}`, and either could be meant", found.len());
        let told = Diagnostic::error(&codes::E0801, place, message, "not one column");
        let places = found.iter().take(3).filter_map(|&at| titles.get(at));
        return places
            .fold(told, |told, (_, span)| told.label(*span, "headed so"))
            .help("give the two different headings in the export");
    }
    let told = Diagnostic::error(&codes::E0801, place, format!("the record has no column `{heading}`"), "no such heading")
        .label(headings, "the headings")
        .note(format!("its headings are {}", listed(titles)));
    match closest(heading, titles.iter().map(|(title, _)| title.as_str())) {
        Some(near) => told.help(format!("did you mean `{near}`?")),
        None => told.help("write the heading as it stands in the file, or take the column out; `heading_line` says where headings stand below others"),
    }
}

/// None of the headings is there: the cells are parted by another sign, or it is another file.
pub(in crate::analysis::rows) fn other_headings(
    reading: &Reading,
    declaration: &Declaration,
    headings: Span,
    titles: &[(String, Span)],
) -> Diagnostic {
    let place = declaration.node.id.map_or(declaration.node.kind.span, |id| id.span);
    let message = "the record has none of the columns that are declared".to_owned();
    let told = Diagnostic::error(&codes::E0801, place, message, "")
        .label(headings, "the headings")
        .note(format!("its headings are {}", listed(shown(declaration, titles))));
    let line = reading.sources.text(headings);
    let parts = |sign: char| {
        let known: Vec<String> = line.split(sign).map(|title| folded(title.trim().trim_matches('"'))).collect();
        declaration.columns.iter().filter(|column| known.contains(&folded(&column.heading))).count()
    };
    let signs =
        [(';', "`separator: \";\"`"), ('\t', "`separator: \"tab\"`"), (',', "`separator: \",\"`"), ('|', "`separator: \"|\"`")];
    match signs.into_iter().max_by_key(|(sign, _)| parts(*sign)).filter(|(sign, _)| parts(*sign) > 0) {
        Some((_, setting)) => told.help(format!("the cells are parted by another sign: write {setting}")),
        None => told.help("correct the headings or the path; `heading_line` says where headings stand below other lines"),
    }
}

pub(in crate::analysis::rows) fn no_columns(
    reading: &Reading,
    declaration: &Declaration,
    headings: Span,
    titles: &[(String, Span)],
) -> Diagnostic {
    let place = declaration.node.id.map_or(declaration.node.kind.span, |id| id.span);
    let kind = with_article(&kind_words(reading.schema, declaration.kind));
    Diagnostic::error(&codes::E0801, place, format!("no heading of the record is called like a field of {kind}"), "")
        .label(headings, "the headings")
        .note(format!("its headings are {}", listed(shown(declaration, titles))))
        .help("say which field stands under which: `column raised \"Opened\"`, and `column id \"…\"` for the name of a row")
}

pub(in crate::analysis::rows) fn never_closed(place: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0803, place, "this quotation mark is never closed", "opens a cell that never ends")
        .note("the row is left out")
        .help("close it, or write it twice where it is part of the text")
}

pub(in crate::analysis::rows) fn goes_on(place: Span) -> Diagnostic {
    Diagnostic::error(&codes::E0803, place, "a cell goes on behind its closing quotation mark", "closes the cell")
        .note("the row is left out")
        .help("within a cell in quotation marks write each of them twice: `\"the \"\"old\"\" switch\"`")
}

pub(in crate::analysis::rows) fn other_width(place: Span, found: usize, width: usize, separator: u8, line: &str) -> Diagnostic {
    let cells = if found == 1 { "one cell".to_owned() } else { format!("{found} cells") };
    let told = Diagnostic::error(&codes::E0803, place, format!("this row has {cells}, and there are {width} headings"), "")
        .note("the row is left out: nobody can say which cell belongs to which heading");
    match (found > width && separator != b'\t', line.contains('"')) {
        (true, false) => told.help(format!("put a cell that holds `{}` in quotation marks", char::from(separator))),
        _ => told.help("mend the row, or export the record again"),
    }
}

pub(in crate::analysis::rows) fn twice(sources: &Sources, place: Span, first: Span, path: &str, is_private: bool) -> Diagnostic {
    let (said, before) = (sources.text(place), sources.text(first));
    let told =
        Diagnostic::error(&codes::E0806, place, format!("`{path}` is there already"), "again here").label(first, "first here");
    let told = match is_private || said == before || first.file != place.file {
        true => told.note("the second row is left out: a reference could mean either of the two"),
        false => told.note(format!("`{before}` and `{said}` make one name, because only letters, digits and `_` stand in names")),
    };
    told.help("see to it that no two rows have one name, or take another column for `id`").about(path)
}

/// What stands for all faults of a sort that are not told one by one.
pub(in crate::analysis::rows) fn rest(
    sources: &Sources,
    declaration: &Declaration,
    common: Common,
    code: &'static Code,
    more: usize,
    last: Span,
) -> Diagnostic {
    let line = sources.position(last).line;
    let (place, what) = match common {
        Common::Rows => {
            let place = declaration.node.id.map_or(declaration.node.kind.span, |id| id.span);
            (place, if more == 1 { "one more row is".to_owned() } else { format!("{more} more rows are") })
        }
        Common::Column(at) => {
            let column = declaration.columns.get(at);
            let heading = declaration.heading(at);
            let cells = if more == 1 { "one more cell".to_owned() } else { format!("{more} more cells") };
            let verb = if more == 1 { "is" } else { "are" };
            (column.map_or(declaration.node.span, |column| column.span), format!("{cells} of the column `{heading}` {verb}"))
        }
    };
    Diagnostic::error(code, place, format!("{what} at fault in the same way, the last in line {line}"), "not told one by one")
        .label(last, "the last of them")
        .help(format!("mend the export rather than single rows; `sms explain {}` says what it is about", code.id))
}
