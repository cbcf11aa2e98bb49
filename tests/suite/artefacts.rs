//! What artefacts say about a model, and how each format writes them.

use sms::artefact::document::{
    Align, Block, Cell, Column, Document, EntityRef, Fact, Level, Notice, Place, Provenance, Row, Section, SourceCount, Status,
    Table, Tone, Weight,
};
use sms::quantity::{Currency, DateRange, Decimal, Duration, Money, Unit, day};
use sms::write::{Format, SCHEMA, write};

/// A document that holds every type of block and cell, and texts that each format has to guard against.
fn specimen() -> Document {
    let acme = || Cell::Entity(EntityRef { path: "acme".into(), title: "Acme | Support".into() });
    let place = || Place { file: "parties.sms".into(), line: 4 };
    let mut figures = Table::new("figures", vec![Column::text("What"), Column::figures("How much")], "none");
    for (what, cell) in [
        ("number", Cell::Number(Decimal::from(-3))),
        ("percent", Cell::Percent(Decimal::new(999, 1))),
        ("money", Cell::Money(Money { amount: Decimal::new(24_000_050, 2), currency: Currency::by_code("GBP").unwrap() })),
        ("date", Cell::Date(day(2026, 3, 1))),
        ("dates", Cell::Dates(DateRange { first: day(2026, 7, 1), last: day(2026, 9, 30) })),
        ("duration", Cell::Duration(Duration::new(4, Unit::Hours))),
        ("interval", Cell::Interval(Duration::new(1, Unit::Months))),
        ("yes or no", Cell::Bool(false)),
        ("file", Cell::File("records/q3_*.csv".into())),
        ("address", Cell::Url("https://example.org/a_b?c=1&d=2".into())),
        ("nothing", Cell::Empty),
    ] {
        figures.rows.push(Row::new(vec![Cell::text(what), cell]).within(if what < "e" { "a to d" } else { "e to z" }));
    }
    figures.rows.sort_by(|a, b| a.group.cmp(&b.group));
    figures.grouped_by = Some("Letters".into());
    let mut marks = Table::new("marks", vec![Column::text("Party"), Column { title: "Mark".into(), align: Align::Centre }], "none");
    marks.title = Some("Marks".into());
    marks.rows = vec![
        Row::new(vec![acme(), Cell::text("A/R")]).at(place()),
        Row::new(vec![Cell::text("=cmd|' /C calc'!A0"), Cell::Status(Status { word: "partial", tone: Tone::Fair })]),
        Row::new(vec![Cell::text("two\nlines <b>"), Cell::List(vec![Cell::text("one").at(place()), acme()])]).at(place()),
    ];
    Document {
        name: "specimen".into(),
        title: "A specimen of *everything*".into(),
        subtitle: Some("Example Hosting Ltd".into()),
        notices: vec![Notice { weight: Weight::Caution, text: "built from a model with 1 error.".into() }],
        sections: vec![
            Section::new("first", "First", Level::Main)
                .paragraph("# not a heading\n\n1. not a list")
                .facts(vec![Fact::new("Party", acme()), Fact::new("Files", Cell::List(vec![Cell::count(1), Cell::count(2)]))])
                .list(vec![Cell::text("one"), acme().at(place())])
                .table(figures),
            Section::new("second", "Second", Level::Part).table(marks).table(Table::new(
                "empty",
                vec![Column::text("X")],
                "There is nothing.",
            )),
        ],
        provenance: Provenance {
            as_of: day(2026, 11, 21),
            tool: "sms 0.0.0".into(),
            sources: vec![
                SourceCount { file: "parties.sms".into(), entities: 1 },
                SourceCount { file: "services.sms".into(), entities: 8 },
            ],
            library_entities: 12,
        },
    }
}

fn written(document: &Document, format: Format) -> String {
    let file = |file: sms::write::File| format!("----- {}\n{}", file.name, String::from_utf8(file.bytes).unwrap());
    write(document, format).into_iter().map(file).collect()
}

fn snapshot(name: &str, content: String) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots/artefacts");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(name, content));
}

#[test]
fn every_format_writes_every_block_and_cell() {
    for format in Format::ALL {
        snapshot(&format!("specimen_{}", format.name()), written(&specimen(), format));
        assert_eq!(Format::by_name(format.name()), Some(format));
    }
}

#[test]
fn csv_files_have_as_many_fields_in_each_record_as_their_head() {
    for file in write(&specimen(), Format::Csv) {
        let mut reader = csv::ReaderBuilder::new().from_reader(&file.bytes[..]);
        assert!(reader.records().all(|record| record.is_ok()), "{}", file.name);
    }
}

#[test]
fn json_follows_its_schema() {
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    assert_follows(&schema, &specimen());
    // The check itself has to notice what does not fit.
    let mut value: serde_json::Value = serde_json::from_slice(&write(&specimen(), Format::Json)[0].bytes).unwrap();
    value["provenance"]["as_of"] = serde_json::Value::Null;
    value["sections"][0]["blocks"][2]["items"][0]["type"] = "colour".into();
    value["extra"] = 1.into();
    assert_eq!(schema::faults(&schema, &schema, &value, "$").len(), 3);
}

fn assert_follows(schema: &serde_json::Value, document: &Document) {
    let value: serde_json::Value = serde_json::from_slice(&write(document, Format::Json)[0].bytes).unwrap();
    let faults = schema::faults(schema, schema, &value, "$");
    assert!(faults.is_empty(), "{}: {faults:#?}", document.name);
    let block_with_table = |block: &Block| matches!(block, Block::Table(_));
    let tables = document.sections.iter().flat_map(|section| &section.blocks).filter(|block| block_with_table(block)).count();
    assert_eq!(tables, document.tables().count());
}

/// As much of JSON Schema as the schema of documents uses.
mod schema {
    use serde_json::Value;

    /// What in `value` does not follow `schema`; `root` holds the definitions.
    pub fn faults(root: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
        let mut faults = Vec::new();
        for (key, rule) in schema.as_object().expect("a schema is an object") {
            match key.as_str() {
                "$schema" | "title" | "description" | "$defs" | "required" | "additionalProperties" | "format" | "pattern" => {}
                "$ref" => {
                    let target = root.pointer(rule.as_str().unwrap().trim_start_matches('#')).expect("a definition");
                    faults.extend(self::faults(root, target, value, path));
                }
                "const" => expect(&mut faults, rule == value, path, rule),
                "enum" => expect(&mut faults, rule.as_array().unwrap().contains(value), path, rule),
                "minimum" => expect(&mut faults, value.as_i64() >= rule.as_i64(), path, rule),
                "type" => {
                    let fits = match rule.as_str().unwrap() {
                        "object" => value.is_object(),
                        "array" => value.is_array(),
                        "string" => value.is_string(),
                        "integer" => value.is_i64() || value.is_u64(),
                        "boolean" => value.is_boolean(),
                        other => panic!("the schema uses the type {other}"),
                    };
                    expect(&mut faults, fits, path, rule);
                }
                "items" => {
                    for (at, item) in value.as_array().into_iter().flatten().enumerate() {
                        faults.extend(self::faults(root, rule, item, &format!("{path}[{at}]")));
                    }
                }
                "properties" => faults.extend(members(root, schema, value, path)),
                "oneOf" => {
                    let alternatives = rule.as_array().unwrap();
                    let fitting = alternatives.iter().filter(|one| self::faults(root, one, value, path).is_empty()).count();
                    // Only what is nearest the fault is told: the parts of a block have been looked at by its own alternative.
                    expect(&mut faults, fitting == 1, path, &Value::from(fitting));
                }
                other => panic!("the schema uses {other}, which this test does not know"),
            }
        }
        faults
    }

    fn members(root: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
        let properties = schema["properties"].as_object().unwrap();
        let Some(members) = value.as_object() else { return Vec::new() };
        let mut faults = Vec::new();
        for name in schema["required"].as_array().into_iter().flatten() {
            expect(&mut faults, members.contains_key(name.as_str().unwrap()), path, name);
        }
        for (name, member) in members {
            match properties.get(name) {
                Some(schema) => faults.extend(self::faults(root, schema, member, &format!("{path}.{name}"))),
                None => expect(&mut faults, schema["additionalProperties"] != Value::Bool(false), path, &Value::from(name.clone())),
            }
        }
        faults
    }

    fn expect(faults: &mut Vec<String>, fits: bool, path: &str, rule: &Value) {
        if !fits {
            faults.push(format!("{path}: {rule}"));
        }
    }
}
