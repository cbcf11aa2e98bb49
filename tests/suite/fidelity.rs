//! The library against compact copies of the facts it was made from, under `tests/fidelity/`: nothing missing, nothing extra, nothing different.
//!
//! Each test makes lines of tab-separated columns from the library, in the words of the table, and compares them with the table's lines.

use std::sync::OnceLock;

use sms::analysis::analyse;
use sms::library;
use sms::model::{EntityId, Model, Reader, Target, Type, Value};
use sms::quantity::Scalar;
use sms::source::{Origin, Sources};
use sms::syntax::parse_all;
use sms::world::Audience;

/// The model of the whole library, without an organisation.
fn model() -> &'static Model {
    static MODEL: OnceLock<Model> = OnceLock::new();
    MODEL.get_or_init(|| {
        let mut sources = Sources::new();
        let files: Vec<_> = library::all().iter().map(|file| sources.add(file.name, file.text, Origin::Library)).collect();
        let parsed = parse_all(&sources, &files);
        let mut told: Vec<_> = parsed.iter().flat_map(|file| file.diagnostics.clone()).collect();
        let analysed = analyse(&sources, &parsed);
        told.extend(analysed.diagnostics);
        assert!(told.is_empty(), "the library alone gives {told:#?}");
        analysed.model
    })
}

fn reader() -> Reader<'static> {
    model().reader(Audience::Anybody)
}

/// The entities of exactly this kind whose path begins so.
fn of_kind(kind: &str, prefix: &str) -> Vec<EntityId> {
    let model = model();
    let kind = model.schema().kind_named(kind).unwrap_or_else(|| panic!("there is no kind {kind}"));
    model.of_exact_kind(kind).iter().copied().filter(|&id| model.entity(id).path.starts_with(prefix)).collect()
}

/// The path without the name of the framework.
fn path(id: EntityId) -> &'static str {
    let path = &*model().entity(id).path;
    path.split_once('.').map_or(path, |(_, rest)| rest)
}

fn title(id: EntityId) -> String {
    reader().title(id).into_owned()
}

/// The values of a field in the words of the tables; references without the name of the framework.
fn values(id: EntityId, field: &str) -> Vec<String> {
    let model = model();
    let kind = model.entity(id).kind;
    let field = model.schema().field_named(kind, field).unwrap_or_else(|| panic!("no field {field}"));
    match model.value(id, field) {
        Value::List(items) => items.iter().filter_map(|item| word(&item.value)).collect(),
        one => word(one).into_iter().collect(),
    }
}

fn word(value: &Value) -> Option<String> {
    let schema = model().schema();
    match value {
        Value::Missing | Value::List(_) => None,
        Value::Scalar(Scalar::Bool(yes)) => Some(if *yes { "yes" } else { "no" }.into()),
        Value::Scalar(Scalar::Int(number)) => Some(number.to_string()),
        Value::Enum(id, at) => Some(schema.enumeration(*id).variants[usize::from(*at)].name.to_string()),
        Value::Entity(id) => Some(path(*id).to_string()),
        other => Some(reader().letters_of(other).expect("a text").to_string()),
    }
}

fn field(id: EntityId, name: &str) -> String {
    values(id, name).join(",")
}

/// The titles of the entities that a field refers to.
fn titles(id: EntityId, field: &str) -> Vec<String> {
    let model = model();
    let field = model.schema().field_named(model.entity(id).kind, field).expect("a field");
    model.value(id, field).entities().map(title).collect()
}

/// The first letter small, as labels in the tables have it, unless the word is an abbreviation.
fn same_label(title: &str, label: &str) -> bool {
    let mut capital = label.to_string();
    capital[..1].make_ascii_uppercase();
    title == capital
}

/// The lines of a table without its head.
fn table(name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fidelity").join(name))
        .expect("a table");
    text.lines().skip(1).map(str::to_string).collect()
}

fn compare(name: &str, mut made: Vec<String>) {
    let mut facts = table(name);
    assert!(!facts.is_empty(), "{name} is empty");
    facts.sort();
    made.sort();
    let missing: Vec<_> = facts.iter().filter(|line| !made.contains(line)).collect();
    let extra: Vec<_> = made.iter().filter(|line| !facts.contains(line)).collect();
    assert!(missing.is_empty() && extra.is_empty(), "{name}: the library lacks {missing:#?} and has {extra:#?}");
    assert_eq!(facts.len(), made.len(), "{name}: something stands twice");
}

/// A line of columns; a macro, so that texts of all sorts can stand side by side.
macro_rules! line {
    ($($column:expr),+ $(,)?) => { [$($column.to_string()),+].join("\t") };
}

#[test]
fn clauses_of_2018() {
    let made = of_kind("clause", "iso20000.");
    let made =
        made.iter().map(|&id| line![path(id), title(id), field(id, "official_title"), field(id, "untitled"), field(id, "subject")]);
    compare("clauses.tsv", made.collect());
}

#[test]
fn requirements_of_2018() {
    let made = of_kind("requirement", "iso20000.");
    let made = made.iter().map(|&id| {
        line![
            path(id),
            field(id, "modality"),
            field(id, "documented"),
            field(id, "planned_interval"),
            field(id, "area"),
            field(id, "phase"),
            field(id, "applies_to"),
            field(id, "condition"),
            field(id, "letter"),
            field(id, "amendment"),
            field(id, "implied"),
            field(id, "certainty"),
            field(id, "needs"),
            field(id, "refs"),
            values(id, "items").join("|"),
        ]
    });
    compare("requirements.tsv", made.collect());
}

#[test]
fn evidence_types() {
    let facts = table("evidence_types.tsv");
    let made = of_kind("evidence_type", "");
    assert_eq!(facts.len(), made.len());
    for fact in facts {
        let (id, label) = fact.split_once('\t').expect("two columns");
        let found = made.iter().find(|&&it| path(it) == id).unwrap_or_else(|| panic!("{id} is missing"));
        assert!(same_label(&title(*found), label), "{id} is called {}, not {label}", title(*found));
    }
}

#[test]
fn clauses_of_2011_and_where_they_went() {
    let links = of_kind("link", "iso20000_2011_to_2018.");
    let made = of_kind("clause", "iso20000_2011.");
    let made = made.iter().map(|&id| {
        let link = links.iter().find(|&&link| field(link, "source") == path(id)).expect("a row for every clause");
        line![path(id), title(id), field(*link, "relation"), field(*link, "target")]
    });
    compare("clauses_2011.tsv", made.collect());
    let made = of_kind("link", "iso20000_2018_to_2011.");
    compare("clauses_2018_to_2011.tsv", made.iter().map(|&id| line![field(id, "source"), field(id, "target")]).collect());
}

#[test]
fn process_areas_goals_and_practices() {
    let made = of_kind("process_area", "cmmi_svc.");
    let made = made.iter().map(|&id| {
        let former: Vec<&str> = model().entity(id).formerly.iter().filter_map(|(name, _)| name.rsplit('.').next()).collect();
        line![
            path(id),
            title(id),
            titles(id, "group").join(","),
            field(id, "maturity_level"),
            field(id, "part"),
            field(id, "may_be_not_applicable"),
            field(id, "high_maturity"),
            former.join(","),
        ]
    });
    compare("process_areas.tsv", made.collect());
    let mut made = of_kind("goal", "cmmi_svc.");
    made.extend(of_kind("generic_goal", "cmmi_svc."));
    compare("goals.tsv", made.iter().map(|&id| line![path(id), title(id)]).collect());
    let mut made = of_kind("practice", "cmmi_svc.");
    made.extend(of_kind("generic_practice", "cmmi_svc."));
    let labels: Vec<String> = table("work_products.tsv");
    let made = made.iter().map(|&id| {
        let products: Vec<String> = titles(id, "needs")
            .iter()
            .map(|title| labels.iter().find(|label| same_label(title, label)).cloned().unwrap_or_else(|| title.clone()))
            .collect();
        line![path(id), title(id), field(id, "goal"), products.join("|")]
    });
    compare("practices.tsv", made.collect());
}

#[test]
fn work_products() {
    let labels = table("work_products.tsv");
    let mut known = of_kind("work_product", "");
    let own = known.len();
    known.extend(of_kind("evidence_type", ""));
    let titles: Vec<String> = known.iter().map(|&id| title(id)).collect();
    for label in &labels {
        assert!(titles.iter().any(|title| same_label(title, label)), "{label} is missing");
    }
    let extra = titles[..own].iter().filter(|title| !labels.iter().any(|label| same_label(title, label)));
    assert_eq!(extra.collect::<Vec<_>>(), Vec::<&String>::new());
}

#[test]
fn legacy_names() {
    let made = of_kind("legacy_name", "cmmi_svc.");
    let made = made.iter().map(|&id| line![path(id), title(id), field(id, "replaced_by"), field(id, "relation")]);
    compare("legacy_names.tsv", made.collect());
}

#[test]
fn practice_areas_of_the_later_model() {
    let groups = of_kind("framework_group", "cmmi_2.");
    let made = of_kind("practice_area", "cmmi_2.");
    let made = made.iter().map(|&id| {
        let group = groups.iter().copied().find(|&group| field(id, "group") == path(group)).expect("a group");
        let (category, capability) = match titles(group, "within").first() {
            Some(category) => (category.clone(), title(group)),
            None => (title(group), String::new()),
        };
        line![path(id), title(id), category, capability, field(id, "group_levels"), field(id, "core"), field(id, "domain")]
    });
    compare("practice_areas_2.tsv", made.collect());
    let made = of_kind("link", "cmmi_svc_to_cmmi_2.");
    let made =
        made.iter().map(|&id| line![field(id, "source"), field(id, "target"), field(id, "relation"), field(id, "certainty")]);
    compare("cmmi_svc_to_2.tsv", made.collect());
}

#[test]
fn correlation_rows() {
    let made = of_kind("correlation", "iso20000_to_cmmi_svc.");
    let made = made.iter().map(|&id| {
        line![
            field(id, "source"),
            field(id, "target"),
            field(id, "practices"),
            field(id, "generic_practices"),
            field(id, "direction"),
            field(id, "strength"),
            field(id, "basis"),
            field(id, "certainty"),
            field(id, "within_report_scope"),
        ]
    });
    compare("mapping_rows.tsv", made.collect());
    let made = of_kind("coverage_summary", "iso20000_to_cmmi_svc.");
    let made = made.iter().map(|&id| line![field(id, "of"), field(id, "combined"), field(id, "uncovered")]);
    compare("mapping_summaries.tsv", made.collect());
    let made = of_kind("graded_row", "one_page_clause_table.");
    let made = made
        .iter()
        .map(|&id| line![field(id, "source"), field(id, "target"), field(id, "nature"), field(id, "grade"), field(id, "printed")]);
    compare("clause_table.tsv", made.collect());
}

#[test]
fn links_to_other_frameworks() {
    let mappings = ["itil4", "iso27001", "cobit2019", "iso9001", "iso22301"];
    let links = mappings.map(|to| of_kind("link", &format!("iso20000_to_{to}.")));
    let mut used = 0;
    for fact in table("framework_links.tsv") {
        let columns: Vec<&str> = fact.split('\t').collect();
        for (links, expected) in links.iter().zip(&columns[1..=5]) {
            let row = links.iter().copied().find(|&id| field(id, "source") == columns[0]);
            let found = match row {
                Some(id) if expected.contains('|') || titles(id, "target").first().is_some_and(|title| title == expected) => {
                    titles(id, "target").join("|")
                }
                Some(id) => field(id, "target"),
                None => String::new(),
            };
            assert_eq!(&found, expected, "{}", columns[0]);
            if let Some(id) = row {
                used += 1;
                assert_eq!(values(id, "basis").contains(&"public_guide".to_string()), columns[6] == "yes", "{}", columns[0]);
            }
        }
    }
    assert_eq!(used, links.iter().map(Vec::len).sum::<usize>(), "the library has rows that the table lacks");
}

#[test]
fn names_in_other_frameworks() {
    let mut made = Vec::new();
    for framework in ["itil4", "iso27001", "cobit2019", "iso9001", "iso22301", "fitsm"] {
        for kind in ["clause", "framework_control", "framework_objective", "framework_practice", "framework_process"] {
            for id in of_kind(kind, &format!("{framework}.")) {
                // The practices of ITIL have names only; their ids are made from these.
                let number = if framework == "itil4" { "" } else { path(id) };
                made.push(line![framework, number, title(id)]);
            }
        }
    }
    compare("framework_names.tsv", made);
    let to_model = of_kind("link", "fitsm_to_cmmi_svc.");
    let made = of_kind("link", "fitsm_to_iso20000.");
    let made = made.iter().map(|&id| {
        let other = to_model.iter().find(|&&other| field(other, "source") == field(id, "source"));
        line![field(id, "source"), field(id, "target"), other.map(|&id| field(id, "target")).unwrap_or_default()]
    });
    compare("fitsm_links.tsv", made.collect());
}

#[test]
fn terms_and_parts() {
    let made = of_kind("term", "iso20000_cmmi_terms.");
    let made = made.iter().map(|&id| {
        line![
            title(id),
            field(id, "second"),
            field(id, "relation"),
            field(id, "defined_in_first"),
            field(id, "defined_in_second"),
            field(id, "certainty"),
        ]
    });
    compare("terms.tsv", made.collect());
    let made = of_kind("standard_part", "iso20000_family.");
    compare("parts.tsv", made.iter().map(|&id| line![field(id, "number"), title(id), field(id, "certainty")]).collect());
}

#[test]
fn every_sub_clause_and_process_area_is_in_a_mapping_or_declared_to_have_none() {
    let kinds = [
        "iso20000_to_cmmi_svc",
        "iso20000_to_itil4",
        "iso20000_to_iso27001",
        "iso20000_to_cobit2019",
        "iso20000_to_iso9001",
        "iso20000_to_iso22301",
    ];
    for mapping in kinds {
        let prefix = format!("{mapping}.");
        let mut covered: Vec<String> = Vec::new();
        for kind in ["link", "correlation"] {
            covered.extend(of_kind(kind, &prefix).into_iter().flat_map(|id| values(id, "source")));
        }
        covered.extend(of_kind("mapping_gap", &prefix).into_iter().flat_map(|id| values(id, "of")));
        for clause in of_kind("clause", "iso20000.") {
            let number = path(clause);
            // Audits start at clause 4; clause 1 holds the rules for claiming conformity.
            let audited = number != "1" && !number.starts_with("1.");
            assert!(!audited || covered.iter().any(|it| it == number), "{mapping} says nothing about {number}");
        }
    }
    let rows = of_kind("correlation", "iso20000_to_cmmi_svc.");
    for area in of_kind("process_area", "cmmi_svc.") {
        assert!(rows.iter().any(|&row| field(row, "target") == path(area)), "{} is in no row", path(area));
    }
}

#[test]
fn everything_has_a_title_or_documentation() {
    let model = model();
    // Rows and examples are told by what they relate.
    let rows = [
        "link",
        "correlation",
        "graded_row",
        "coverage_summary",
        "mapping_gap",
        "practice_support",
        "common_slip",
        "level_example",
        "equivalent_stage",
        "scale_row",
    ];
    for id in model.ids() {
        let entity = model.entity(id);
        let kind = &*model.schema().kind(entity.kind).name;
        assert!(model.has_title(id) || model.has_doc(id) || rows.contains(&kind), "{} has neither", entity.path);
    }
}

#[test]
fn evidence_is_asked_for_by_type() {
    let model = model();
    let requirement = model.schema().kind_named("requirement").expect("requirements");
    let needs = model.schema().field_named(requirement, "needs").expect("what they need");
    match &model.schema().field(needs).ty {
        Type::OneOf(targets) => assert!(matches!(targets[..], [Target::Kind(_)])),
        other => panic!("needs takes {other:?}"),
    }
    for id in of_kind("requirement", "iso20000.") {
        assert!(!values(id, "needs").is_empty(), "{} needs nothing", path(id));
    }
}
