//! The workbook, read back by another crate: types, names, links, and that no text of a model becomes more than a text.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::Path;

use calamine::{Data, Reader, Xlsx, open_workbook_from_rs};

use crate::program::{sms, write};
use crate::support::root;

/// A file that a build wrote as text: of a workbook, all parts with their names.
pub fn text_of(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_default();
    if path.extension().is_some_and(|ending| ending == "xlsx") {
        return parts(&bytes).into_iter().map(|(name, text)| format!("{name}\n{text}\n")).collect();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The parts of a workbook by their names in the archive.
pub fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut parts = BTreeMap::new();
    for at in 0..archive.len() {
        let mut part = archive.by_index(at).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        parts.insert(part.name().unwrap().into_owned(), text);
    }
    parts
}

fn book(bytes: &[u8]) -> Xlsx<Cursor<&[u8]>> {
    open_workbook_from_rs(Cursor::new(bytes)).unwrap()
}

/// The rows of a sheet.
fn rows(bytes: &[u8], sheet: &str) -> Vec<Vec<Data>> {
    let range = book(bytes).worksheet_range(sheet).unwrap_or_else(|error| panic!("{sheet}: {error}"));
    range.rows().map(<[Data]>::to_vec).collect()
}

/// The cells of a column below its heading.
fn column(bytes: &[u8], sheet: &str, heading: &str) -> Vec<Data> {
    let rows = rows(bytes, sheet);
    let head =
        rows.iter().position(|row| row.iter().any(|cell| cell == heading)).unwrap_or_else(|| panic!("{sheet}: no {heading}"));
    let at = rows[head].iter().position(|cell| cell == heading).unwrap();
    rows[head + 1..].iter().map(|row| row[at].clone()).collect()
}

fn built(folder: &Path, model: &str, out: &str) -> Vec<u8> {
    let run = sms(folder, &["build", model, "--keep-going", "--out", out, "--format", "xlsx"]);
    assert!(run.code < 2, "{run:?}");
    std::fs::read(folder.join(out).join("dossier.xlsx")).unwrap()
}

fn of_text(model: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "m.sms", model);
    built(folder.path(), "m.sms", "d")
}

fn northwind() -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    built(folder.path(), root().join("examples/northwind").to_str().unwrap(), "d")
}

/// What stands behind `lead` up to the next quotation mark, wherever it occurs.
fn values<'p>(part: &'p str, lead: &str) -> Vec<&'p str> {
    part.split(lead).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

#[test]
fn a_build_writes_the_workbook_beside_the_page_and_the_same_bytes_again() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(sms(folder.path(), &["init", "model"]).code, 0);
    let build = |out: &str| sms(folder.path(), &["build", "model", "--out", out]);
    let run = build("one");
    assert!(run.out.starts_with("one/dossier.html\none/dossier.xlsx\n"), "{}", run.out);
    assert_eq!(build("two").code, 0);
    let bytes = |out: &str| std::fs::read(folder.path().join(out).join("dossier.xlsx")).unwrap();
    assert!(bytes("one") == bytes("two"), "two builds differ");
    assert!(build("one").out.contains("wrote 0 files to one, left 2 files as they were"));
    // A build that makes it no more takes it away.
    let run = sms(folder.path(), &["build", "model", "--out", "one", "--format", "html"]);
    assert!(run.code == 0, "{run:?}");
    let list = sms(folder.path(), &["build", "model", "--list"]).out;
    assert!(list.contains("--format xlsx") && list.contains("`dossier.xlsx`"), "{list}");
}

#[test]
fn the_only_day_of_the_file_is_the_day_of_the_model() {
    let parts = parts(&of_text("organisation o \"Harbour\"\n"));
    let core = &parts["docProps/core.xml"];
    assert_eq!(core.matches("2026-11-21T00:00:00Z").count(), 2, "{core}");
    assert!(core.contains("Service management dossier"), "{core}");
}

#[test]
fn cells_have_the_types_of_what_they_hold() {
    let bytes = of_text(
        "site leeds \"Leeds\"\n\
         register kinds \"All types\" {\n  each: s in site\n  column \"Day\" = 2026-02-28\n  column \"Share\" = 99.95%\n  \
         column \"Number\" = 1.5\n  column \"Sum\" = 1200.50 EUR\n  column \"Time\" = 4 hours\n  column \"Yes\" = true\n  \
         column \"Text\" = \"=1+1\"\n  column \"Of\" = s\n}\n",
    );
    let one = |heading: &str| column(&bytes, "All types", heading).remove(0);
    let Data::DateTime(day) = one("Day") else { panic!("{:?}", one("Day")) };
    assert_eq!(day.to_ymd_hms_milli(), (2026, 2, 28, 0, 0, 0, 0));
    let figure = |heading: &str, is: f64| match one(heading) {
        Data::Float(value) => assert!((value - is).abs() < 1e-12, "{heading}: {value}"),
        Data::Int(value) => assert!((value as f64 - is).abs() < 1e-12, "{heading}: {value}"),
        other => panic!("{heading}: {other:?}"),
    };
    figure("Share", 0.9995);
    figure("Number", 1.5);
    figure("Sum", 1200.5);
    assert_eq!(one("Time"), "4 hours");
    assert_eq!(one("Yes"), "yes");
    assert_eq!(one("Text"), "=1+1");
    assert_eq!(one("Of"), "Leeds");
    let styles = &parts(&bytes)["xl/styles.xml"];
    for form in ["yyyy-mm-dd", "0.00%", "EUR"] {
        assert!(styles.contains(form), "{form}: {styles}");
    }
    assert!(styles.contains("quotePrefix=\"1\""), "{styles}");
}

/// Signs that begin formulas, in every place from which a text comes into a workbook.
#[test]
fn nothing_that_a_model_says_becomes_a_formula() {
    let mut model = "organisation o \"=1+1\"\nscope s \"+1\" { standard: iso20000, organisation: o }\n".to_owned();
    for (at, sign) in ["=", "+", "-", "@", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}", "\\t=", " ="].iter().enumerate() {
        model.push_str(&format!("role r{at} \"{sign}HYPERLINK(1)\" {{ note: \"{sign}cmd|' /C calc'!A0\" }}\n"));
        model.push_str(&format!(
            "process p{at} \"{sign}SUM(1)\" {{ owner: r{at} activity a \"{sign}2\" {{ accountable: r{at}, responsible: [r{at}] }} }}\n"
        ));
        model.push_str(&format!("site s{at} \"{sign}3\" {{ address: \"{sign}4\\n{sign}5\" }}\n"));
    }
    model.push_str("register bad \"=7\" { each: s in site column \"=8\" = s.title column \"+9\" = s.address }\n");
    let bytes = of_text(&model);
    let mut book = book(&bytes);
    for name in book.sheet_names() {
        let formulas = book.worksheet_formula(&name).unwrap();
        assert!(formulas.used_cells().next().is_none(), "{name}: {:?}", formulas.used_cells().next());
    }
    let parts = parts(&bytes);
    for (name, part) in parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")) {
        assert!(!part.contains("<f>") && !part.contains("<f "), "{name}");
        // Every cell of words is a shared string.
        assert!(!part.contains("t=\"str\"") && !part.contains("t=\"e\""), "{name}");
    }
    assert!(column(&bytes, "=7", "=8").contains(&Data::String("=3".to_owned())), "the text is there as it was written");
    // No defined name but those of printing and filtering.
    let names = values(&parts["xl/workbook.xml"], "<definedName name=\"");
    assert!(names.iter().all(|name| ["_xlnm.Print_Titles", "_xlnm._FilterDatabase"].contains(name)), "{names:?}");
}

#[test]
fn names_of_sheets_are_such_as_every_program_takes() {
    let mut model = "site leeds\n".to_owned();
    for (at, title) in
        ["Risks/[all]: *?\\", "risks all", "History", "''", "A very long title of a register that goes on", "\u{202e}x", "Contents"]
            .iter()
            .enumerate()
    {
        let title = title.replace('\\', "\\\\");
        for copy in 0..2 {
            model.push_str(&format!("register n{at}_{copy} \"{title}\" {{ each: s in site column \"S\" = s.id }}\n"));
        }
    }
    for bytes in [of_text(&model), northwind()] {
        let names = book(&bytes).sheet_names();
        let mut seen = BTreeSet::new();
        for name in &names {
            assert!(!name.is_empty() && name.encode_utf16().count() <= 31, "{name}");
            assert!(!name.contains(['[', ']', ':', '*', '?', '/', '\\', '\u{202e}']), "{name}");
            assert!(!name.starts_with('\'') && !name.ends_with('\''), "{name}");
            assert!(!name.eq_ignore_ascii_case("history") && seen.insert(name.to_lowercase()), "{name}");
        }
        // The first sheet lists all others, in order.
        let first = rows(&bytes, "Contents");
        let listed: Vec<String> = first.iter().map(|row| row[0].to_string()).filter(|cell| names[1..].contains(cell)).collect();
        let listed: Vec<&String> = listed.iter().filter(|name| names[1..].contains(name)).collect();
        assert!(names[1..].iter().all(|name| listed.contains(&name)), "{listed:?}");
    }
}

#[test]
fn links_lead_somewhere_and_nowhere_else() {
    let bytes = northwind();
    let parts = parts(&bytes);
    let names = book(&bytes).sheet_names();
    let mut rows_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut inside = 0;
    for name in &names {
        rows_of.insert(name, rows(&bytes, name).len());
    }
    for (part, text) in parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")) {
        for location in values(text, "location=\"") {
            let (sheet, cell) = location.rsplit_once('!').unwrap();
            let sheet = sheet.trim_matches('\'').replace("''", "'").replace("&amp;", "&").replace("&apos;", "'");
            let row: usize = cell.trim_start_matches('A').parse().unwrap();
            let there = rows_of.get(&*sheet).unwrap_or_else(|| panic!("{part}: no sheet {sheet}"));
            // Sheets are read from their first filled row on, which is the first.
            assert!((1..=*there).contains(&row), "{part}: {location}");
            inside += 1;
        }
    }
    assert!(inside > 1_000, "{inside}");
    // The model lies elsewhere: where, no file says.
    for (part, text) in parts.iter().filter(|(name, _)| name.ends_with(".rels") && name.contains("worksheets")) {
        for target in values(text, "Target=\"").into_iter().filter(|target| !target.ends_with(".xml")) {
            assert!(target.starts_with("https://") || target.starts_with("mailto:"), "{part}: {target}");
        }
    }
}

#[test]
fn files_beside_the_model_are_linked_from_the_folder_of_the_build() {
    let folder = tempfile::tempdir().unwrap();
    let model = "evidence minutes \"Minutes\" { file: \"records/minutes 1.txt\" }\n\
        evidence out \"Elsewhere\" { file: \"../secret.txt\" }\nevidence top \"Root\" { file: \"/etc/passwd\" }\n\
        evidence odd \"Odd\" { file: \"a#b%20.txt\" }\n";
    write(folder.path(), "m/m.sms", model);
    write(folder.path(), "m/records/minutes 1.txt", "x");
    let targets = |model: &str, out: &str| {
        let parts = parts(&built(folder.path(), model, out));
        let rels = parts.iter().filter(|(name, _)| name.contains("worksheets/_rels"));
        let of = |text: &String| values(text, "Target=\"").into_iter().map(str::to_owned).collect::<Vec<_>>();
        rels.flat_map(|(_, text)| of(text)).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
    };
    assert_eq!(targets("m", "d"), ["../m/records/minutes%201.txt"]);
    assert_eq!(targets("m", "m/out/d"), ["../../records/minutes%201.txt"]);
    // Where names alone do not tell the way, the path is a text.
    let elsewhere = tempfile::tempdir().unwrap();
    assert_eq!(targets("m", elsewhere.path().to_str().unwrap()), [""; 0]);
}

#[test]
fn sheets_are_made_to_be_worked_with_and_printed() {
    let bytes = northwind();
    let parts = parts(&bytes);
    let sheets: Vec<&String> =
        parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet")).map(|(_, text)| text).collect();
    for sheet in &sheets {
        assert!(sheet.contains("orientation=\"landscape\"") && sheet.contains("fitToHeight=\"0\""), "prints across");
        assert!(sheet.contains("<oddHeader>&amp;LNorthwind Managed Services Ltd&amp;R"), "says whose it is");
        assert!(sheet.contains("&amp;RPage &amp;P of &amp;N</oddFooter>"), "counts pages");
        addresses_rise(sheet);
    }
    let with = |sign: &str| sheets.iter().filter(|sheet| sheet.contains(sign)).count();
    let filled = book(&bytes).sheet_names().iter().filter(|name| name.starts_with("RACI")).count();
    assert!(with("<autoFilter ") > 60 && with("state=\"frozen\"") == sheets.len() - 1 && filled > 10);
    assert!(parts["xl/workbook.xml"].matches("_xlnm.Print_Titles").count() == sheets.len() - 1, "heads are printed on each page");
}

/// No two cells have one address, and they stand in order: what Excel would mend without a word.
fn addresses_rise(sheet: &str) {
    let place = |address: &str| {
        let letters = address.trim_end_matches(|letter: char| letter.is_ascii_digit());
        let row: usize = address[letters.len()..].parse().unwrap();
        (row, letters.bytes().fold(0_usize, |column, letter| column * 26 + usize::from(letter - b'A') + 1))
    };
    let places: Vec<_> = values(sheet, "<c r=\"").into_iter().map(place).collect();
    assert!(places.windows(2).all(|pair| pair[0] < pair[1]), "cells are out of order");
}

#[test]
fn provenance_stands_on_the_first_sheet() {
    let bytes = northwind();
    let rows = rows(&bytes, "Contents");
    let value = |name: &str| {
        let row = rows.iter().find(|row| row[0] == *name).unwrap_or_else(|| panic!("no {name}"));
        row[2].clone()
    };
    assert!(matches!(value("As of"), Data::DateTime(_)), "{:?}", value("As of"));
    assert!(value("Written by").to_string().starts_with("sms "));
    assert_eq!(value("Sum of the sources (SHA-256)").to_string().len(), 64);
    assert!(value("Note").to_string().contains("certify nothing"));
    for name in ["Edition of the library", "Open errors of the model", "Findings accepted by a waiver"] {
        assert!(value(name) != Data::Empty, "{name}");
    }
}

#[test]
fn what_cannot_be_seen_is_shown_and_what_is_too_long_is_cut() {
    let long = "long ".repeat(9_000);
    let bytes = of_text(&format!(
        "site one \"a\\u{{202e}}b\\u{{1}}c\"\nsite two \"two\" {{ address: \"{long}\" }}\n\
         register all \"All\" {{ each: s in site column \"T\" = s.title column \"A\" = s.address }}\n"
    ));
    let titles = column(&bytes, "All", "T");
    assert!(titles.contains(&Data::String("a<U+202E>b\u{2401}c".to_owned())), "{titles:?}");
    let address = column(&bytes, "All", "A").into_iter().map(|cell| cell.to_string()).max_by_key(String::len).unwrap();
    assert!(
        address.ends_with("a cell of a workbook holds no more)") && address.encode_utf16().count() <= 32_767,
        "{}",
        address.len()
    );
    for part in parts(&bytes).values() {
        assert!(!part.contains('\u{202e}') && !part.contains('\u{1}') && !part.contains("_x0001_"));
    }
}

#[test]
fn the_audit_worksheet_is_there_to_be_filled_in() {
    let bytes = northwind();
    let name = "Audit worksheet Requirements of";
    let names = book(&bytes).sheet_names();
    let sheet = names.iter().find(|sheet| sheet.starts_with("Audit worksheet")).unwrap_or_else(|| panic!("{name}: {names:?}"));
    let clauses = column(&bytes, sheet, "Clause");
    assert!(clauses.len() > 400, "{}", clauses.len());
    for heading in ["Rating", "What was seen", "Note", "Assessor", "Date"] {
        let cells = column(&bytes, sheet, heading);
        assert!(cells.len() == clauses.len() && cells.iter().all(|cell| *cell == Data::Empty), "{heading}");
    }
    let filled = |heading: &str| column(&bytes, sheet, heading).iter().filter(|cell| **cell != Data::Empty).count();
    assert!(filled("Requirement") == clauses.len() && filled("State") == clauses.len());
    assert!(
        filled("Question") >= 40
            && filled("What to verify") > 200
            && filled("Whom to interview") > 200
            && filled("Evidence on file") > 200
    );
    let at = names.iter().position(|name| name == sheet).unwrap() + 1;
    let parts = parts(&bytes);
    let part = &parts[&format!("xl/worksheets/sheet{at}.xml")];
    assert!(
        part.contains("<formula1>\"conformant,partial,nonconformant,not applicable\"</formula1>"),
        "ratings are those of the library"
    );
    assert!(part.contains("<dataValidation type=\"list\"") && part.contains("<dataValidation type=\"date\""), "{sheet}");
}

#[test]
fn a_framework_of_ones_own_has_a_worksheet_too() {
    let model = "framework house \"House rules\" { clause 1 \"Desk\" {\n\
        requirement greet \"Callers are greeted\" { modality: shall, items: [\"by name\", \"by phone\"], question: \"Call and listen: what is said?\" }\n\
        requirement info \"A note\" { modality: note } } }\n\
        organisation o \"O\"\nscope s { standard: house, organisation: o }\nrole lead \"Desk lead\"\nrole hand \"Desk hand\"\n\
        process desk \"Desk\" { owner: lead, implements: [house.1]  activity a { accountable: lead, responsible: [hand] } }\n";
    let bytes = of_text(model);
    let names = book(&bytes).sheet_names();
    let sheet = names.iter().find(|sheet| sheet.starts_with("Audit worksheet")).unwrap();
    let only = |heading: &str| {
        let cells = column(&bytes, sheet, heading);
        assert_eq!(cells.len(), 1, "what demands nothing is not asked: {cells:?}");
        cells[0].to_string()
    };
    assert_eq!(only("Requirement"), "Callers are greeted");
    assert_eq!(only("Question"), "Call and listen: what is said?");
    assert_eq!(only("What to verify"), "by name\nby phone");
    assert_eq!(only("Whom to interview"), "Desk lead\nDesk hand");
}
