//! What artefacts say about a model, and how each format writes them.

use std::sync::Arc;

use sms::artefact::Input;
use sms::artefact::document::{
    Block, Cell, Column, Document, EntityRef, Fact, Level, Notice, Place, Provenance, Row, Section, SourceCount, Status, Table,
    Tone, Weight,
};
use sms::assess::Waived;
use sms::diag::Counts;
use sms::diag::Diagnostic;
use sms::model::Model;
use sms::quantity::{Currency, DateRange, Decimal, Duration, Money, Scalar, Unit, day};
use sms::rules::Rulebook;
use sms::source::{Origin, Sources};
use sms::world::{Audience, Facts, FileSet};
use sms::write::{Format, SCHEMA, write};

/// A document that holds every type of block and cell, and texts that each format has to guard against.
fn specimen() -> Document {
    let acme = || Cell::Entity(EntityRef { path: "acme".into(), title: "Acme | Support".into() });
    let place = || Place { file: "parties.sms".into(), line: 4 };
    let mut figures = Table::new("figures", vec![Column::text("What"), Column::figures("How much")], "none");
    for (what, cell) in [
        ("number", Cell::Scalar(Scalar::Number(Decimal::from(-3)))),
        ("percent", Cell::Scalar(Scalar::Percent(Decimal::new(999, 1)))),
        (
            "money",
            Cell::Scalar(Scalar::Money(Money { amount: Decimal::new(24_000_050, 2), currency: Currency::by_code("GBP").unwrap() })),
        ),
        ("date", Cell::Scalar(Scalar::Date(day(2026, 3, 1)))),
        ("dates", Cell::Scalar(Scalar::Dates(DateRange { first: day(2026, 7, 1), last: day(2026, 9, 30) }))),
        ("duration", Cell::Scalar(Scalar::Duration(Duration::of(4, Unit::Hours)))),
        ("interval", Cell::Scalar(Scalar::Interval(Duration::of(1, Unit::Months)))),
        ("yes or no", Cell::Scalar(Scalar::Bool(false))),
        ("file", Cell::File("records/q3_*.csv".into())),
        ("address", Cell::Url("https://example.org/a_b?c=1&d=2".into())),
        ("nothing", Cell::Empty),
    ] {
        figures.rows.push(Row::new(vec![Cell::text(what), cell]).within(if what < "e" { "a to d" } else { "e to z" }));
    }
    figures.rows.sort_by(|a, b| a.group.cmp(&b.group));
    figures.grouped_by = Some("Letters".into());
    let mut marks = Table::new("marks", vec![Column::text("Party"), Column::marks("Mark")], "none");
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
        mark: None,
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
            library: Some("1".into()),
            digest: "0".repeat(64),
            errors: 0,
            waived: 0,
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
    // The library grows without the artefacts changing.
    settings.add_filter(r"and \d+ entit(y|ies) of the standard library", "and the entities of the standard library");
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

/// As much of JSON Schema as the published schemas use.
pub mod schema {
    use serde_json::Value;

    /// What in `value` does not follow `schema`; `root` holds the definitions.
    pub fn faults(root: &Value, schema: &Value, value: &Value, path: &str) -> Vec<String> {
        let mut faults = Vec::new();
        for (key, rule) in schema.as_object().expect("a schema is an object") {
            match key.as_str() {
                "$schema"
                | "$id"
                | "title"
                | "description"
                | "$defs"
                | "required"
                | "additionalProperties"
                | "format"
                | "pattern" => {}
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

/// A framework as a library would hold it, small enough to follow every status by hand.
const FRAMEWORK: &str = r#"
framework care "Example Care Standard" { issuer: "Example Institute", edition: "3", exclusions: forbidden
  clause 1 "Claims" {
    requirement whole    "Nothing is left out"         { modality: conformity_rule }
    requirement honest   "Nothing is claimed unseen"   { modality: conformity_rule }
  }
  clause 2 "Incidents"
  clause 2.1 "Handling" {
    requirement recorded  "Incidents are recorded"       { needs: [log] }
    requirement reviewed  "Incidents are reviewed"       { needs: [minutes] }
    requirement escalated "Incidents are escalated"      { needs: [log], condition: "escalation is needed" }
    requirement may_share "Incidents may be shared"      { modality: permission }
  }
  clause 2.2 "Policy" {
    requirement written   "The policy is written down"   { needs: [policy_text], documented: document }
  }
  clause 3 "Suppliers" {
    requirement governed  "Suppliers are governed"      { needs: [log] }
    requirement measured  "Suppliers are measured"      { needs: [log] }
  }
  clause 4 "Continuity" {
    requirement planned   "There is a plan"
  }
  clause 5 "Stock" { requirement counted "Stock is counted" { needs: [log] } }
  clause 6 "Data"  { requirement backed_up "Data are backed up" { needs: [log, minutes] } }
}
framework pick "Example Pick List" { exclusions: allowed
  clause A "Alpha"
  clause A.1 "First"
  clause A.2 "Second"
  clause B "Beta"
  clause C "Gamma"
}
evidence_type log "Log" { documented: record }
evidence_type minutes "Minutes" { documented: record }
evidence_type policy_text "Policy text" { documented: document }
rule owner_missing { severity: error, clause: care.1.whole
  each: p in process  require: p.owner  message: "{p} has no owner" }
rule supplier_unmeasured { severity: error, clause: care.3.measured
  each: s in external_supplier  require: some g in s.governed_by where g.measures  message: "{s} is not measured" }
rule supplier_uncontacted { severity: warning, clause: care.2.2
  each: s in external_supplier  require: s.contact  message: "{s} has no contact" }
rule process_unnamed { severity: note, clause: [care.2.1.recorded, care.2.2.written, care.5.counted, care.6.backed_up]
  each: p in process  require: p.title  message: "{p} has no name" }
register stock_list "Stock" { each: a in asset  sort: a.title
  column "Asset" = a.title  column "Value" = a.value  column "Owner" = a.owner }
"#;

const MODEL: &str = r#"
organisation example_ltd "Example Ltd"
role lead "Lead"
role clerk "Clerk"
role spare "Spare hand"
customer town "Town"
external_supplier acme "Acme | Support" { operates: [incidents], provides: [desk] }
role acme_lead "Acme shift lead" { belongs_to: acme }
service_component desk "Desk"
service hosting "Hosting" { owner: lead, customers: [town] }
service leasing "Leasing" { owner: lead }
service mail "Mail" { owner: lead, stage: retired }
scope all_care "Hosting for the town" { standard: care, services: [hosting], approved: "minute 7"
  exclusion { of: leasing, because: "customers lease themselves" }
  exclusion { of: care.4, because: "nothing ever breaks" }
  exclusion { of: care.2.1.escalated, because: "incidents never need it" }
}
governance acme_governance { party: acme, accountable: lead }

process incidents "Incident handling" { implements: [care.2.1], owner: lead
  activity triage "Triage"   { accountable: lead, responsible: [lead, acme], informed: [town] }
  activity restore "Restore" { accountable: [lead, clerk], responsible: [acme_lead], consulted: [clerk] }
  activity close "Close"     { accountable: acme }
}
process suppliers "Supplier management" { implements: [care.3], owner: lead }
process stock "Stock keeping" { implements: [care.5] , owner: clerk
  activity count "Count" { accountable: lead, responsible: clerk }
}
process backup "Backup" { implements: [care.6], owner: clerk }
policy rules_of_care "Rules of care" { type: policy_text, answers: [care.2.2], owner: lead, file: "docs/policy.md" }
evidence incident_log "Incident log" { type: log, about: [incidents.triage, suppliers], file: "records/log.csv", covers: 2026-07-01 .. 2026-09-30 }
evidence old_stock "Stock of 2024" { type: log, about: stock, file: "records/log.csv", covers: 2024-01-01 .. 2024-12-31 }
evidence gone_stock "Stock of 2026" { type: log, about: stock, file: "records/gone.csv", covers: 2026-01-01 .. 2026-12-31 }
nonconformity lost_tape "A tape was lost" { against: [care.6.backed_up], raised: 2026-10-01 }
evidence backup_log "Backup log" { type: log, about: backup, file: "records/log.csv", dated: 2026-11-01 }
assessment visit { of: [care.2.1.recorded], rating: partial, on: 2026-11-02, by: [lead], because: "two entries had no time" }
waiver contact_later { of: supplier_uncontacted, on: acme, because: "it moves", accepted_by: lead, until: 2027-01-31 }
asset van "Van" { value: 12000 GBP, owner: lead }
asset ladder "=Ladder" { value: 80 EUR }
"#;

/// A checked model: the library, a framework beside it, and the organisation's text.
struct Case {
    sources: Sources,
    model: Model,
    rulebook: Rulebook,
    facts: Facts,
    waived: Waived,
    told: Vec<Diagnostic>,
}

fn case(framework: &str, text: &str) -> Case {
    let mut sources = sms::library::sources();
    let library = sms::library::needed_by([framework, text].iter().flat_map(|text| sms::library::called(text)).collect());
    let add = |(rank, place)| sms::library::add(&mut sources, place, rank);
    let mut files: Vec<_> = library.into_iter().enumerate().filter_map(add).collect();
    files.push(sources.add("stdlib/care.sms", framework, Origin::Library));
    files.push(sources.add("care.sms", text, Origin::Model));
    let parsed = sms::syntax::parse_all(&sources, &files);
    let mut told: Vec<Diagnostic> = parsed.iter().flat_map(|parsed| parsed.diagnostics.iter().cloned()).collect();
    let analysed = sms::analysis::analyse(&sources, &parsed);
    told.extend(analysed.diagnostics);
    let model = analysed.model;
    let (rulebook, planned) = sms::rules::plan(&model, &sources);
    told.extend(planned);
    let facts = Facts {
        today: day(2026, 11, 21),
        files: Arc::new(FileSet::new(["docs/policy.md", "records/log.csv"])),
        audience: Audience::Anybody,
    };
    let (findings, _) = sms::rules::run(&rulebook, &model, &sources, &facts);
    let waived = sms::assess::waivers::apply(&model, &rulebook, findings, &facts);
    Case { sources, model, rulebook, facts, waived, told }
}

impl Case {
    fn artefacts(&self, names: &[&str], errors: usize) -> Vec<Document> {
        let Case { sources, model, rulebook, facts, waived, .. } = self;
        let counts = Counts { errors, ..Counts::default() };
        let names: Vec<String> = names.iter().map(|name| name.to_string()).collect();
        sms::artefact::only(&Input { model, sources, rulebook, waived, told: &[], counts, facts }, &names)
    }

    /// The status of every clause and requirement of a framework, a line each.
    fn statuses(&self, framework: &str) -> Vec<(String, &'static str)> {
        let Case { sources, model, rulebook, facts, waived, .. } = self;
        let assessment = sms::assess::assess(&sms::assess::Case { model, sources, rulebook, waived, facts });
        let framework = model.find(framework).unwrap();
        let result = assessment.frameworks.into_iter().find(|result| result.framework == framework).expect("the scope names it");
        result.items.into_iter().map(|item| (item.number, item.status.words())).collect()
    }

    fn status(&self, number: &str) -> &'static str {
        self.statuses("care").into_iter().find(|(known, _)| known == number).expect("the framework holds it").1
    }
}

#[test]
fn the_models_of_these_tests_are_sound() {
    let case = case(FRAMEWORK, MODEL);
    assert_eq!(case.told, [], "{:#?}", case.told);
}

#[test]
fn every_status_follows_from_the_model() {
    let statuses = case(FRAMEWORK, MODEL).statuses("care");
    let expected = [
        ("1", "partial"),
        ("1.whole", "conformant"),
        ("1.honest", "partial"), // no rule checks it
        ("2", "partial"),
        ("2.1", "partial"),
        ("2.1.recorded", "conformant"),
        ("2.1.reviewed", "partial"),         // no minutes
        ("2.1.escalated", "not applicable"), // has a condition, which is said not to hold
        ("2.1.may_share", "for information"),
        ("2.2", "partial"),
        ("2.2.written", "partial"), // a finding on the clause is waived, not gone
        ("3", "partial"),
        ("3.governed", "undecided"),     // no rule looks at it
        ("3.measured", "nonconformant"), // an error names it
        ("4", "nonconformant"),
        ("4.planned", "nonconformant"), // the exclusion has no effect, and nothing addresses it
        ("5", "partial"),
        ("5.counted", "partial"), // one log is old, the other is not there
        ("6", "nonconformant"),
        ("6.backed_up", "nonconformant"), // an open nonconformity
    ];
    assert_eq!(statuses, expected.map(|(number, status)| (number.to_owned(), status)));
}

#[test]
fn changing_what_a_status_rests_on_changes_it() {
    let changed = |from: &str, to: &str| {
        assert!(MODEL.contains(from), "{from}");
        let case = case(FRAMEWORK, &MODEL.replace(from, to));
        assert_eq!(case.told, [], "{:#?}", case.told);
        case
    };
    // A waiver that ends today still holds, and one that has ended brings the finding back; neither counts as met.
    let held = changed("until: 2027-01-31", "until: 2026-11-21");
    assert_eq!((held.waived.waived.len(), held.status("2.2.written")), (1, "partial"));
    let ended = changed("until: 2027-01-31", "until: 2026-11-20");
    assert_eq!((ended.waived.waived.len(), ended.status("2.2.written")), (0, "partial"));
    let back = ended.waived.kept.iter().find(|finding| finding.diagnostic.source.id() == "supplier_uncontacted").unwrap();
    assert!(back.diagnostic.notes.iter().any(|note| note.contains("has ended")), "{:?}", back.diagnostic);
    // Without the finding the waiver is idle, which is told.
    let idle =
        changed("external_supplier acme \"Acme | Support\" {", "external_supplier acme \"Acme | Support\" { contact: \"desk\",");
    assert_eq!(idle.status("2.2.written"), "conformant");
    assert_eq!(idle.waived.extra.iter().map(|told| told.source.id()).collect::<Vec<_>>(), ["E0601"]);
    // A document shows what its type is asked for, and without a type the requirement that it names itself; a draft shows nothing.
    let free = |of: &str, says: &str| {
        let model = MODEL.replace("[care.2.2]", of).replace("type: policy_text,", says);
        let framework = FRAMEWORK.replace("clause: care.2.2", "clause: care.2.1");
        case(&framework, &model).status("2.2.written")
    };
    assert_eq!(free("[care.2.2]", "type: policy_text,"), "conformant");
    assert_eq!(free("[care.2.2]", ""), "partial");
    assert_eq!(free("[care.2.2.written]", ""), "conformant");
    assert_eq!(free("[care.2.2.written]", "type: minutes,"), "partial");
    assert_eq!(free("[care.2.2]", "type: policy_text, status: draft,"), "partial");
    // Evidence counts for twelve months after what it covers, or as long as it says.
    assert_eq!(changed("2026-07-01 .. 2026-09-30", "2025-07-01 .. 2025-11-21").status("2.1.recorded"), "conformant");
    assert_eq!(changed("2026-07-01 .. 2026-09-30", "2025-07-01 .. 2025-11-20").status("2.1.recorded"), "partial");
    assert_eq!(changed("2026-07-01 .. 2026-09-30", "2026-12-01 .. 2026-12-31").status("2.1.recorded"), "partial");
    let renewed = changed("2026-07-01 .. 2026-09-30", "2026-07-01 .. 2026-09-30, renewed: every 1 month");
    assert_eq!(renewed.status("2.1.recorded"), "partial");
    assert_eq!(changed("\"records/gone.csv\"", "\"records/log.csv\"").status("5.counted"), "conformant");
    assert_eq!(changed("raised: 2026-10-01", "raised: 2026-10-01, closed: 2026-11-01").status("6.backed_up"), "conformant");
    assert_eq!(changed("raised: 2026-10-01", "closed: 2026-11-22").status("6.backed_up"), "nonconformant");
    assert_eq!(changed("raised: 2026-10-01", "grade: observation").status("6.backed_up"), "conformant");
    // A reference to the whole framework addresses nothing; one to a clause reaches what stands under it.
    assert_eq!(changed("implements: [care.2.1]", "implements: [care.2]").status("2.1.recorded"), "conformant");
    assert_eq!(changed("implements: [care.2.1]", "implements: []").status("2.1.recorded"), "nonconformant");
}

/// What the library's statuses add to those of a plain framework: an open nonconformity about a process, registers as records, practices under
/// their goal, and conditions that have not come about.
#[test]
fn what_the_model_declares_is_a_record_and_what_is_known_to_be_wrong_is_not_met() {
    let framework = r#"
        framework home "House rules" {
          clause 1 "Incidents" {
            requirement written "They are written down"
            requirement closed "They are closed"
          }
          clause 2 "Risks" {
            requirement listed "They are listed" { needs: [risk_register] }
            requirement treated "Failed changes are looked into" { condition: "a change failed", arises: "a_change_failed" }
          }
        }
        framework craft "Craft" { process_area A "Area" {
          goal G1 "All is done"
          practice P1 "One" { goal: craft.A.G1 }
          practice P2 "Two" { goal: craft.A.G1 }
        } }
    "#;
    let status = |text: &str, of: &str, number: &str| {
        let text = format!("scope all {{ standard: home }}\nscope crafts {{ standard: craft }}\nrole lead\n{text}");
        let statuses = case(framework, &text).statuses(of);
        statuses.into_iter().find(|(found, _)| found == number).map(|(_, word)| word).unwrap()
    };
    let held =
        "process mend { implements: [home.1] }\nevidence log { about: [mend], file: \"records/log.csv\", dated: 2026-11-01 }\n";
    let wrong = |says: &str| format!("{held}nonconformity nc {{ raised: 2026-10-01, {says} }}");
    assert_eq!(status(held, "home", "1.written"), "undecided");
    // Grave, and nothing more exact said: all that the process does is not met. Otherwise it is partly so, and a clause that is named is
    // what fails.
    assert_eq!(status(&wrong("grade: major, about: [mend]"), "home", "1.written"), "nonconformant");
    assert_eq!(status(&wrong("grade: minor, about: [mend]"), "home", "1.written"), "partial");
    let exact = wrong("grade: major, about: [mend], against: [home.1.closed]");
    assert_eq!((status(&exact, "home", "1.closed"), status(&exact, "home", "1.written")), ("nonconformant", "undecided"));
    for harmless in
        ["grade: observation, about: [mend]", "grade: major, about: [mend], closed: 2026-11-01", "grade: major, about: [lead]"]
    {
        assert_eq!(status(&wrong(harmless), "home", "1.written"), "undecided", "{harmless}");
    }
    // A register that has rows which show it is the record. One of a word shows nothing.
    assert_eq!(status("", "home", "2.listed"), "nonconformant");
    assert_eq!(status("risk fire", "home", "2.listed"), "nonconformant");
    assert_eq!(status("risk fire { likelihood: low, impact: high }", "home", "2.listed"), "undecided");
    // A condition that has not come about, as far as the model can know that.
    let change = |result: &str| format!("change c {{ raised: 2026-10-01, deployed: 2026-10-02, result: {result} }}");
    assert_eq!(status("", "home", "2.treated"), "nonconformant");
    assert_eq!(status(&change("worked"), "home", "2.treated"), "not applicable");
    assert_eq!(status(&change("failed"), "home", "2.treated"), "nonconformant");
    // A goal is as good as the worst of what leads to it, and is not counted beside it.
    let one =
        "process work { implements: [craft.A.P1] }\nevidence w { about: [work], file: \"records/log.csv\", dated: 2026-11-01 }";
    assert_eq!((status(one, "craft", "A.P1"), status(one, "craft", "A.G1")), ("undecided", "nonconformant"));
    let both = one.replace("[craft.A.P1]", "[craft.A]");
    assert_eq!((status(&both, "craft", "A.G1"), status(&both, "craft", "A")), ("undecided", "undecided"));
}

/// An agreement is a document of the type that its kind says; on file, it shows every requirement that needs one, whoever keeps it.
#[test]
fn a_finding_counts_against_the_clauses_whose_conditions_hold() {
    let rule = r#"
rule unmeasured { severity: error, clause: [care.2.2.written when p has kind customer, care.3.measured when p has kind external_supplier, care.5]
  each: p in party where p.contact  require: p.governed_by  message: "{p} is not governed" }
"#;
    let framework = format!("{FRAMEWORK}{rule}");
    let told = |case: &Case| {
        let found = case.waived.kept.iter().find(|finding| finding.diagnostic.source.id() == "unmeasured");
        let clauses = found.map(|finding| finding.diagnostic.clauses.iter().map(|clause| clause.path.clone()).collect::<Vec<_>>());
        clauses.unwrap_or_default()
    };
    let customer = case(&framework, &MODEL.replace("customer town \"Town\"", "customer town \"Town\" { contact: \"t\" }"));
    assert_eq!(told(&customer), ["care.2.2.written", "care.5"]);
    assert_eq!((customer.status("2.2.written"), customer.status("5.counted")), ("nonconformant", "partial"));
    let without = case(&framework, MODEL);
    assert_eq!((told(&without), without.status("2.2.written")), (vec![], "partial"));
    let supplier =
        "external_supplier beta { contact: \"b\" }\ngovernance town_governance { party: town, accountable: lead, measures: [] }\n";
    let supplier = case(&framework, &format!("{MODEL}{supplier}"));
    assert_eq!(told(&supplier), ["care.3.measured", "care.5"]);
    assert_eq!((supplier.status("3.measured"), supplier.status("2.2.written")), ("nonconformant", "partial"));
}

#[test]
fn a_document_shows_what_needs_its_type() {
    let framework = r#"
        framework keeping "Keeping agreements" {
          clause 1 "Agreements" { requirement kept "Agreements are kept" { needs: [service_level_agreement] } }
        }
    "#;
    let status = |agreement: &str| {
        let text = format!(
            "scope all {{ standard: keeping }}\nprocess papers {{ implements: [keeping.1] }}\nsla hosting_sla {{ {agreement} }}"
        );
        let statuses = case(framework, &text).statuses("keeping");
        statuses.into_iter().find(|(number, _)| number == "1.kept").map(|(_, word)| word)
    };
    assert_eq!(status("file: \"docs/policy.md\""), Some("undecided"));
    assert_eq!(status("file: \"docs/lost.md\""), Some("partial"));
    assert_eq!(status("signed: 2026-01-01"), Some("partial"));
    assert_eq!(status("file: \"docs/policy.md\", type: supplier_contract"), Some("partial"));
}

#[test]
fn clauses_without_requirements_are_assessed_themselves() {
    let model = r#"
        role lead "Lead"
        scope some "Some" { standard: pick, exclusion { of: pick.B, because: "not our business" } }
        process one "One" { implements: [pick.A.1], owner: lead }
        evidence seen "Seen" { about: one, file: "records/log.csv" }
    "#;
    let statuses = case(FRAMEWORK, model).statuses("pick");
    let expected =
        [("A", "partial"), ("A.1", "undecided"), ("A.2", "nonconformant"), ("B", "not applicable"), ("C", "nonconformant")];
    assert_eq!(statuses, expected.map(|(number, status)| (number.to_owned(), status)));
}

#[test]
fn artefacts_read_well() {
    let case = case(FRAMEWORK, MODEL);
    for name in ["raci_matrix", "applicability_record", "coverage_report", "stock_list"] {
        let documents = case.artefacts(&[name], 0);
        assert_eq!(documents.len(), 1, "{name}");
        snapshot(name, written(&documents[0], Format::Markdown));
    }
    snapshot("stock_list_csv", written(&case.artefacts(&["stock_list"], 0)[0], Format::Csv));
}

#[test]
fn every_artefact_says_that_its_model_has_errors() {
    let case = case(FRAMEWORK, MODEL);
    let names = sms::artefact::names(&case.rulebook);
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let documents = case.artefacts(&names, 3);
    assert_eq!(documents.iter().map(|document| &*document.name).collect::<Vec<_>>(), names);
    let schema: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    for document in &documents {
        assert_follows(&schema, document);
        for format in Format::ALL {
            assert!(
                written(document, format).contains("Built from a model with 3 errors"),
                "{} as {}",
                document.name,
                format.name()
            );
            assert!(written(document, format).contains("certify nothing"), "{} as {}", document.name, format.name());
        }
        for table in document.tables() {
            assert!(table.rows.iter().all(|row| row.cells.len() == table.columns.len()), "{}", document.name);
        }
    }
}

#[test]
fn an_empty_model_gives_artefacts_that_say_so() {
    let case = case("", "");
    let names = sms::artefact::names(&case.rulebook);
    let documents = case.artefacts(&names.iter().map(String::as_str).collect::<Vec<_>>(), 0);
    let text: Vec<String> = documents.iter().map(|document| written(document, Format::Markdown)).collect();
    for said in ["The model declares no scope.", "No scope of the model names a framework", "No rule finds anything"] {
        assert!(text.iter().any(|text| text.contains(said)), "{said}");
    }
    assert!(text.iter().all(|text| !text.contains("| ---")), "a table without rows is drawn");
}

#[test]
fn titles_of_a_private_framework_stay_out() {
    let framework = FRAMEWORK.replace("exclusions: forbidden", "exclusions: forbidden, private: true");
    let case = case(&framework, MODEL);
    for document in case.artefacts(&["raci_matrix", "applicability_record", "coverage_report"], 0) {
        for format in Format::ALL {
            let text = written(&document, format);
            assert!(!text.contains("Incidents are recorded") && !text.contains("Example Care Standard"), "{}", document.name);
        }
    }
    assert!(written(&case.artefacts(&["coverage_report"], 0)[0], Format::Markdown).contains("care.2.1.recorded"));
}
