//! Whoever fills in a field expects it to count: each field of the library is read by a rule, a register, a constraint or the code, or stands in
//! the table here with the reason why nothing reads it.

use std::collections::{BTreeMap, BTreeSet};

use sms::model::{Field, FieldId, FieldRole, KindId, Schema, Target, Type};
use sms::rules;

use crate::support::{checked, checked_library, root};

/// Fields that nothing reads, each with the reason, in order.
#[rustfmt::skip]
const ARGUED: &[(&str, &str)] = &[
    ("attribute_rating.because", "the judgement of an assessor, which nothing follows from"),
    ("clause.aliases", "advice of the library, which `sms explain` and `sms lib` show"),
    ("clause.certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("clause.group", "sorts clauses for readers; nothing follows from it"),
    ("clause.note", "a remark for readers of `sms explain`; nothing follows from it"),
    ("clause.official_title", "a remark for readers of `sms explain`; nothing follows from it"),
    ("clause.untitled", "a remark for readers of `sms explain`; nothing follows from it"),
    ("concordance.first", "words of two sources side by side, which `sms explain` shows"),
    ("concordance.note", "a remark for readers of `sms explain`; nothing follows from it"),
    ("concordance.second", "words of two sources side by side, which `sms explain` shows"),
    ("correlation.within_report_scope", "a row between two frameworks, which `sms explain` shows at both ends"),
    ("coverage_summary.basis", "where data of the library come from; `sms explain` shows it"),
    ("coverage_summary.combined", "a row between two frameworks, which `sms explain` shows at both ends"),
    ("coverage_summary.main_gap", "a row between two frameworks, which `sms explain` shows at both ends"),
    ("coverage_summary.of", "a row between two frameworks, which `sms explain` shows at both ends"),
    ("document_item.implied", "advice of the library, which `sms explain` and `sms lib` show"),
    ("document_item.sort", "advice of the library, which `sms explain` and `sms lib` show"),
    ("equivalent_stage.areas_of_levels", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("equivalent_stage.capability_level", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("equivalent_stage.maturity_level", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("evidence_type.aliases", "advice of the library, which `sms explain` and `sms lib` show"),
    ("framework.certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("framework.notes", "a remark for readers of `sms explain`; nothing follows from it"),
    ("framework.replaces", "a title, for readers; `status` is what rules ask for"),
    ("framework.subject", "what the framework is about, for readers of `sms explain`"),
    ("framework_group.within", "describes a part of a framework, which `sms explain` shows"),
    ("framework_process.acronym", "describes a part of a framework, which `sms explain` shows"),
    ("framework_process.requirement_count", "describes a part of a framework, which `sms explain` shows"),
    ("goal.capability_level", "describes a part of a framework, which `sms explain` shows"),
    ("graded_row.comment", "a remark for readers of `sms explain`; nothing follows from it"),
    ("graded_row.grade", "a row between two frameworks, which `sms explain` shows at both ends"),
    ("graded_row.nature", "a row between two frameworks, which `sms explain` shows at both ends"),
    ("graded_row.printed", "a remark for readers of `sms explain`; nothing follows from it"),
    ("graded_row.topic", "a row between two frameworks, which `sms explain` shows at both ends"),
    ("kpi_item.better", "advice of the library, which `sms explain` and `sms lib` show"),
    ("kpi_item.unit", "advice of the library, which `sms explain` and `sms lib` show"),
    ("legacy_name.certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("legacy_name.origin", "where data of the library come from; `sms explain` shows it"),
    ("legacy_name.relation", "advice of the library, which `sms explain` and `sms lib` show"),
    ("level.also_called", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("level.certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("level.character", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("level.readiness", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("level_example.because", "a remark for readers of `sms explain`; nothing follows from it"),
    ("level_example.gives", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("level_example.ratings", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("link.note", "a remark for readers of `sms explain`; nothing follows from it"),
    ("link.pages", "where data of the library come from; `sms explain` shows it"),
    ("link.relation", "a row between two frameworks, which `sms explain` shows at both ends"),
    ("list.certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("list.note", "a remark for readers of `sms explain`; nothing follows from it"),
    ("list.origin", "where data of the library come from; `sms explain` shows it"),
    ("list_collection.provenance", "where data of the library come from; `sms explain` shows it"),
    ("list_item.audience", "advice of the library, which `sms explain` and `sms lib` show"),
    ("list_item.certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("list_item.group", "advice of the library, which `sms explain` and `sms lib` show"),
    ("list_item.letter", "a remark for readers of `sms explain`; nothing follows from it"),
    ("list_item.note", "a remark for readers of `sms explain`; nothing follows from it"),
    ("list_item.optional", "advice of the library, which `sms explain` and `sms lib` show"),
    ("list_item.planned_interval", "advice of the library, which `sms explain` and `sms lib` show"),
    ("mapping.certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("mapping.note", "a remark for readers of `sms explain`; nothing follows from it"),
    ("mapping.notes", "a remark for readers of `sms explain`; nothing follows from it"),
    ("mapping.provenance", "where data of the library come from; `sms explain` shows it"),
    ("mapping_gap.note", "a remark for readers of `sms explain`; nothing follows from it"),
    ("mapping_gap.of", "a row between two frameworks, which `sms explain` shows at both ends"),
    ("mapping_gap.what", "a row between two frameworks, which `sms explain` shows at both ends"),
    ("overlay.licence", "what allows the text to be held is for whoever reads the model, and is kept out of documents"),
    ("phase_item.deliverables", "advice of the library, which `sms explain` and `sms lib` show"),
    ("phase_item.phase", "advice of the library, which `sms explain` and `sms lib` show"),
    ("phase_item.step", "advice of the library, which `sms explain` and `sms lib` show"),
    ("practice_area.core", "describes a part of a framework, which `sms explain` shows"),
    ("practice_area.domain", "describes a part of a framework, which `sms explain` shows"),
    ("practice_area.group_levels", "describes a part of a framework, which `sms explain` shows"),
    ("practice_area.level_certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("practice_area.versions", "describes a part of a framework, which `sms explain` shows"),
    ("practice_support.by", "describes a part of a framework, which `sms explain` shows"),
    ("practice_support.extent", "describes a part of a framework, which `sms explain` shows"),
    ("practice_support.for_areas", "describes a part of a framework, which `sms explain` shows"),
    ("practice_support.how", "describes a part of a framework, which `sms explain` shows"),
    ("practice_support.through", "describes a part of a framework, which `sms explain` shows"),
    ("process_area.high_maturity", "describes a part of a framework, which `sms explain` shows"),
    ("process_area.maturity_level", "describes a part of a framework, which `sms explain` shows"),
    ("process_area.part", "describes a part of a framework, which `sms explain` shows"),
    ("process_attribute.certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("process_attribute.looks_at", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("process_attribute.names", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("process_attribute.only_in", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("process_attribute.rank", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("rating_value.code", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("related_publication.certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("related_publication.note", "a remark for readers of `sms explain`; nothing follows from it"),
    ("related_publication.subject", "advice of the library, which `sms explain` and `sms lib` show"),
    ("requirement.amendment", "a remark for readers of `sms explain`; nothing follows from it"),
    ("requirement.applies_to", "sorts requirements for readers; the rules say themselves what they look at"),
    ("requirement.area", "sorts requirements for readers; nothing follows from it"),
    ("requirement.certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("requirement.implied", "advice: nothing written is asked for, so no rule may ask"),
    ("requirement.letter", "a remark for readers of `sms explain`; nothing follows from it"),
    ("requirement.note", "a remark for readers of `sms explain`; nothing follows from it"),
    ("requirement.phase", "sorts requirements for readers; nothing follows from it"),
    ("requirement.planned_interval", "rules ask for the interval at the thing itself, such as a review or an audit"),
    ("requirement.refs", "leads readers of `sms explain` to other clauses"),
    ("role_item.asked_for", "advice of the library, which `sms explain` and `sms lib` show"),
    ("role_item.core", "advice of the library, which `sms explain` and `sms lib` show"),
    ("scale.certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("scale.editions", "where data of the library come from; `sms explain` shows it"),
    ("scale.issuer", "where data of the library come from; `sms explain` shows it"),
    ("scale.notes", "a remark for readers of `sms explain`; nothing follows from it"),
    ("scale.origin", "where data of the library come from; `sms explain` shows it"),
    ("scale.rule", "describes a scale, which `sms explain` shows; ratings are judged where they are given"),
    ("scale_comparison.basis", "where data of the library come from; `sms explain` shows it"),
    ("scale_comparison.note", "a remark for readers of `sms explain`; nothing follows from it"),
    ("scale_row.note", "a remark for readers of `sms explain`; nothing follows from it"),
    ("scope_fault.weight", "advice of the library, which `sms explain` and `sms lib` show"),
    ("standard_family.issuer", "where data of the library come from; `sms explain` shows it"),
    ("standard_family.provenance", "where data of the library come from; `sms explain` shows it"),
    ("standard_part.certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("standard_part.note", "a remark for readers of `sms explain`; nothing follows from it"),
    ("standard_part.number", "advice of the library, which `sms explain` and `sms lib` show"),
    ("standard_part.subject", "advice of the library, which `sms explain` and `sms lib` show"),
    ("statement_template.template", "advice of the library, which `sms explain` and `sms lib` show"),
    ("supply_scenario.conformity", "advice of the library, which `sms explain` and `sms lib` show"),
    ("term.certainty", "how sure the library is of its own data; `sms explain` shows it"),
    ("term.defined_in_first", "words of two sources side by side, which `sms explain` shows"),
    ("term.defined_in_second", "words of two sources side by side, which `sms explain` shows"),
    ("term.difference", "words of two sources side by side, which `sms explain` shows"),
    ("term.modelling", "words of two sources side by side, which `sms explain` shows"),
    ("term.relation", "words of two sources side by side, which `sms explain` shows"),
    ("term.second", "words of two sources side by side, which `sms explain` shows"),
    ("term.words", "words of two sources side by side, which `sms explain` shows"),
    ("test.note", "what a test is meant to show is for whoever mends the rule"),
];

/// The fields that the code knows by name.
fn known_to_the_code(schema: &Schema) -> BTreeSet<FieldId> {
    let text = std::fs::read_to_string(root().join("src/model/lang.rs")).unwrap();
    let mut known = BTreeSet::new();
    let mut add = |kind: &str, field: &str| {
        known.extend(schema.kind_named(kind).and_then(|kind| schema.field_named(kind, field)));
    };
    let (items, by_name) = text.split_once("const BY_NAME").unwrap();
    // The applicability record and `sms lib` say where a framework comes from; what they know by name can be missing, and nobody asks.
    for field in ["issuer", "edition", "published", "amendments", "provenance"] {
        add("framework", field);
    }
    for line in items.lines().filter(|line| line.contains("\" . \"")) {
        let words: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        add(words[0], words[1]);
    }
    let mut kind = "";
    for line in by_name.lines().take_while(|line| !line.starts_with("];")) {
        let begins = line.strip_prefix("    (\"").or_else(|| line.strip_prefix("        \""));
        kind = begins.and_then(|rest| rest.split('"').next()).unwrap_or(kind);
        let fields = line.get(5..).unwrap_or_default().split("(\"").skip(1);
        fields.for_each(|rest| add(kind, rest.split('"').next().unwrap()));
    }
    assert!(known.len() > 60, "{known:?}");
    known
}

/// The fields that the code reads by what they are: files and addresses of what is on record, and links to what a framework asks for.
fn known_by_type(schema: &Schema) -> impl Iterator<Item = FieldId> {
    let root = move |kind: KindId| &*schema.kind(kind).name;
    let is_link = move |field: &Field| match &field.ty {
        Type::OneOf(targets) => {
            targets.iter().any(|target| matches!(target, Target::Kind(kind) if ["clause", "requirement"].contains(&root(*kind))))
        }
        _ => false,
    };
    schema.kinds.iter().flat_map(|kind| &kind.fields).copied().filter(move |&id| {
        let field = schema.field(id);
        let of_reference = REFERENCE.contains(&root(field.owner));
        !of_reference && (field.ty == Type::File || OF_ANY.contains(&&*field.name) || is_link(field))
    })
}

/// What the code asks of whatever is on record or asked for, by these names.
const OF_ANY: [&str; 7] = ["dated", "needs", "private", "renewed", "status", "type", "url"];

/// Kinds whose links are reference data, and no claim of the organisation.
const REFERENCE: [&str; 6] = ["clause", "coverage_summary", "legacy_name", "link", "mapping_gap", "requirement"];

#[test]
fn every_field_is_read_or_argued() {
    let library = checked_library();
    let schema = library.model.schema();
    let (rulebook, _) = rules::plan_everything(&library.model, &library.sources);
    let mut read: BTreeSet<FieldId> = rulebook.readers(schema).into_keys().collect();
    read.extend(known_to_the_code(schema));
    read.extend(known_by_type(schema));
    let written = schema.fields.iter().enumerate().filter(|(_, field)| field.role == FieldRole::Written);
    let ids: BTreeMap<String, FieldId> = schema
        .kinds
        .iter()
        .flat_map(|kind| &kind.fields)
        .map(|&id| (format!("{}.{}", schema.kind(schema.field(id).owner).name, schema.field(id).name), id))
        .collect();
    let argued: BTreeMap<&str, &str> = ARGUED.iter().copied().collect();
    let mut faults = Vec::new();
    for (_, field) in written {
        let name = format!("{}.{}", schema.kind(field.owner).name, field.name);
        let is_read = read.contains(&ids[&name]);
        match argued.get(&*name) {
            None if !is_read => faults.push(format!("nothing reads `{name}`: a rule, a register or a reason is missing")),
            Some(_) if is_read => faults.push(format!("`{name}` is read: it needs no reason any more")),
            _ => {}
        }
    }
    let unknown = argued.keys().filter(|name| !ids.contains_key(**name));
    faults.extend(unknown.map(|name| format!("there is no field `{name}`")));
    let thin = argued.iter().filter(|(_, reason)| reason.split(' ').count() < 4);
    faults.extend(thin.map(|(name, _)| format!("the reason for `{name}` says nothing")));
    assert!(ARGUED.is_sorted() && argued.len() == ARGUED.len(), "the table is in order, each field once");
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn a_field_is_read_through_definitions_computed_fields_and_inverses() {
    let text = "kind thing {
  a: text?
  b: text?
  c: text?
  d: text?
  e: int? must e >= 0
  parts: [part] inverse of of
  f: bool := b is empty
}
kind part { of: thing }
define has_c(t: thing) = t.c
rule one { severity: note each: t in thing where has_c(t) require: t.parts or t.f message: \"{t}\" }
register all \"All\" { each: t in thing column \"A\" = t.a }
";
    let model = checked(text);
    let schema = model.model.schema();
    let (rulebook, _) = rules::plan_everything(&model.model, &model.sources);
    let readers = rulebook.readers(schema);
    let of = |kind: &str, field: &str| {
        let id = schema.field_named(schema.kind_named(kind).unwrap(), field).unwrap();
        let found = readers.get(&id).cloned().unwrap_or_default();
        (
            found.rules.into_iter().collect::<Vec<_>>().join(" "),
            found.registers.into_iter().collect::<Vec<_>>().join(" "),
            found.constraint,
        )
    };
    let by = |rules: &str, registers: &str, constraint| (rules.to_owned(), registers.to_owned(), constraint);
    assert_eq!(of("thing", "a"), by("", "all", false));
    assert_eq!(of("thing", "b"), by("one", "", false));
    assert_eq!(of("thing", "c"), by("one", "", false));
    assert_eq!(of("thing", "d"), by("", "", false));
    assert_eq!(of("thing", "e"), by("", "", true));
    assert_eq!(of("part", "of"), by("one", "", false));
}
