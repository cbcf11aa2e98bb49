//! Comma-separated values: one file a table, and one that says what the tables are and what they were made from.
//!
//! A table has no room for a remark, and a line above its head would shift every row for those who read it. So the mark of a private
//! document is a last column: its heading says what it is, and each row repeats it in a word, so that rows which are copied elsewhere, sorted
//! or filtered stay marked. Those who read columns by name or by number find them where they were.

use std::collections::BTreeSet;

use super::{File, begins_formula, plain};
use crate::artefact::document::{Cell, Document, NamedAfter, Table};
use crate::source::letters;

/// The files of `document`: `NAME.csv` for a document of one table, otherwise `NAME.TABLE.csv`, and `NAME.about.csv`.
pub(super) fn write(document: &Document) -> Vec<File> {
    let tables: Vec<&Table> = document.tables().collect();
    let names = names(document, &tables);
    let mut files: Vec<File> = Vec::with_capacity(tables.len() + 1);
    for (table, name) in tables.into_iter().zip(names) {
        files.push(File { name, bytes: records(table_records(document, table)) });
    }
    files.push(File { name: about(document), bytes: records(about_records(document)) });
    files
}

fn about(document: &Document) -> String {
    format!("{}.about.csv", document.name)
}

/// The names of the files of the tables. Those that every such document has come first, so that no entity takes their names.
fn names(document: &Document, tables: &[&Table]) -> Vec<String> {
    let mut taken = BTreeSet::from([about(document)]);
    if tables.len() == 1 {
        return vec![format!("{}.csv", document.name)];
    }
    let mut names: Vec<Option<String>> = vec![None; tables.len()];
    for named_after in [NamedAfter::Content, NamedAfter::Entity] {
        for (name, table) in names.iter_mut().zip(tables).filter(|(_, table)| table.named_after == named_after) {
            *name = Some(unused(&mut taken, &format!("{}.{}", document.name, shortened(&table.anchor))));
        }
    }
    names.into_iter().flatten().collect()
}

/// As much of a name as leaves the name of the file short enough for every system; paths of entities may be long.
fn shortened(anchor: &str) -> &str {
    let end = (0..=anchor.len().min(LONGEST)).rev().find(|&end| anchor.is_char_boundary(end)).unwrap_or(0);
    anchor.get(..end).unwrap_or(anchor)
}

/// How many bytes of a table's name go into the name of its file.
const LONGEST: usize = 120;

/// The name with a number where it is taken; anchors have no capitals, so that no two differ in case only.
fn unused(taken: &mut BTreeSet<String>, stem: &str) -> String {
    let mut name = format!("{stem}.csv");
    let mut number = 2;
    while !taken.insert(name.clone()) {
        name = format!("{stem}.{number}.csv");
        number += 1;
    }
    name
}

fn table_records(document: &Document, table: &Table) -> Vec<Vec<String>> {
    let places = table.has_places();
    let mut head: Vec<String> = table.grouped_by.iter().map(|title| guarded(title)).collect();
    head.extend(table.columns.iter().map(|column| guarded(&column.title)));
    if places {
        head.push("Source".to_owned());
    }
    head.extend(document.mark.clone());
    let mut all = vec![head];
    for row in &table.rows {
        let mut record: Vec<String> = Vec::with_capacity(row.cells.len() + 2);
        if table.grouped_by.is_some() {
            record.push(guarded(row.group.as_deref().unwrap_or_default()));
        }
        record.extend(row.cells.iter().map(text));
        if places {
            record.push(row.place.as_ref().map(|place| guarded(&place.to_string())).unwrap_or_default());
        }
        record.extend(document.mark.iter().map(|_| "private".to_owned()));
        all.push(record);
    }
    all
}

fn about_records(document: &Document) -> Vec<Vec<String>> {
    let pair = |name: &str, value: &str| vec![name.to_owned(), guarded(value)];
    let provenance = &document.provenance;
    let mut all = vec![pair("Property", "Value"), pair("Title", &document.title)];
    all.extend(document.subtitle.iter().map(|subtitle| pair("Subtitle", subtitle)));
    all.extend(document.notices.iter().map(|notice| pair(notice.weight.word(), &notice.text)));
    all.push(pair("As of", &provenance.as_of.to_string()));
    all.push(pair("Written by", &provenance.tool));
    all.extend(provenance.sources.iter().map(|source| pair("Source", &source.file)));
    all
}

fn records(records: Vec<Vec<String>>) -> Vec<u8> {
    // RFC 4180 ends lines with CR LF, and so do the spreadsheets that read it. Writing into memory cannot fail, and the records of a table
    // may differ in length without harm.
    let mut writer = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).flexible(true).from_writer(Vec::new());
    for record in &records {
        if writer.write_record(record.iter().map(|cell| letters::shown(cell).into_owned())).is_err() {
            break;
        }
    }
    writer.into_inner().unwrap_or_default()
}

fn text(cell: &Cell) -> String {
    match cell {
        Cell::List(cells) => cells.iter().map(text).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; "),
        Cell::At(cell, place) => format!("{} ({})", text(cell), guarded(&place.to_string())),
        // These are made here and hold nothing that a user wrote; a negative number has to stay a number.
        Cell::Scalar(_) => plain(cell),
        Cell::Empty | Cell::Text(_) | Cell::Entity(_) | Cell::File(_) | Cell::Url(_) | Cell::Status(_) => guarded(&plain(cell)),
    }
}

/// A text that no spreadsheet takes for a formula, nor any part of it.
///
/// Spreadsheets run a cell that begins with `=`, `+`, `-` or `@`, and those of East Asia one that begins with the wide forms of these signs;
/// such a formula can fetch addresses or start programs. A title in the model may begin with one, and artefacts are passed on to people who
/// did not write the model. An apostrophe before the sign makes the cell a text (OWASP, "CSV Injection"). Where the file is read with another
/// separator than the comma, any part of a text may become a cell: so it goes before signs after those as well.
fn guarded(text: &str) -> String {
    let mut guarded = String::with_capacity(text.len() + 1);
    let mut begins = true;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            sign if begins && begins_formula(sign) => {
                guarded.push('\'');
                begins = false;
            }
            ';' | '\t' | '\r' | '\n' | '|' => begins = true,
            // Hardly anybody separates by these, and in a sentence signs follow them: those that begin nothing but a formula count.
            ':' | ' ' if !begins => begins = letters.peek().is_some_and(|next| matches!(next, '=' | '\u{ff1d}')),
            letter => begins &= letter.is_whitespace(),
        }
        guarded.push(letter);
    }
    guarded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::{Decimal, Scalar};

    #[test]
    fn formulas_become_texts_and_numbers_stay_numbers() {
        assert_eq!(text(&Cell::Text("=HYPERLINK(\"x\")".into())), "'=HYPERLINK(\"x\")");
        assert_eq!(text(&Cell::List(vec![Cell::Text("@a".into()), Cell::Text("b".into())])), "'@a; b");
        assert_eq!(text(&Cell::Scalar(Scalar::Number(Decimal::from(-4)))), "-4");
        let numbers =
            Cell::List(vec![Cell::Scalar(Scalar::Number(Decimal::from(-4))), Cell::Scalar(Scalar::Number(Decimal::from(-5)))]);
        assert_eq!(text(&numbers), "-4; -5");
        assert_eq!(text(&Cell::List(vec![Cell::Text("a".into()), Cell::Text("-b".into())])), "a; '-b");
    }

    #[test]
    fn no_part_of_a_text_is_a_formula_whatever_the_separator() {
        assert_eq!(guarded("a;=1+1"), "a;'=1+1");
        assert_eq!(guarded("a; -1|@x\t+2\n=3"), "a; '-1|'@x\t'+2\n'=3");
        assert_eq!(guarded("\u{ff1d}1+1"), "'\u{ff1d}1+1");
        assert_eq!(guarded("\u{ff0b}1;\u{ff0d}2;\u{ff20}3"), "'\u{ff0b}1;'\u{ff0d}2;'\u{ff20}3");
        assert_eq!(guarded("  =1"), "  '=1");
        assert_eq!(guarded("\t=1"), "\t'=1");
        assert_eq!(guarded("a:=1 =2"), "a:'=1 '=2");
        // Sentences stay as they are.
        for plain in ["a - b", "below -5; above 3", "9:00 - 17:00", "lead@example.org", "1+1=2", "A+", "x; y", "don't", ""] {
            assert_eq!(guarded(plain), plain);
        }
    }
}
