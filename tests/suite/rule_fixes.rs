//! The edits that rules offer with their findings.

use std::collections::BTreeSet;

use sms::diag::{Diagnostic, Fix, Safety, Source};
use sms::library;
use sms::source::Origin;
use sms::syntax::tree::RuleMember;
use sms::testing;
use sms::workspace::{self, Checked};

use crate::rules::model;
use crate::support::{self, TODAY};

/// What stands in a text for something that only people know: the tool cannot name an owner.
const PLACEHOLDER: &str = "fill_in";

/// The text of the organisation's only file after a fix.
fn mended(checked: &Checked, fix: &Fix) -> String {
    let [edit] = &fix.edits[..] else { panic!("{fix:?}") };
    let file = checked.sources.file(edit.span.file);
    assert_eq!(file.origin(), Origin::Model, "{fix:?}");
    let mut text = file.text().to_owned();
    text.replace_range(edit.span.range(), &edit.text);
    text
}

fn is_syntax(told: &Diagnostic) -> bool {
    told.source.id().starts_with("E01")
}

#[test]
fn what_library_rules_offer_mends_what_they_find() {
    let texts = library::rule_tests().iter().map(|file| (file.name.to_owned(), file.text.to_owned())).collect();
    let library = support::seen(workspace::load_texts(texts), TODAY);
    let offers =
        |member: &RuleMember| matches!(member, RuleMember::Setting(name, _) if library.sources.text(name.span) == "insert");
    let rules = library.model.rules().iter().filter(|rule| rule.members.iter().any(offers));
    let offering: BTreeSet<&str> = rules.map(|rule| library.sources.text(rule.name.span)).collect();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for test in testing::tests(&library.model) {
        if !test.expect.iter().any(|rule| offering.contains(&**rule)) {
            continue;
        }
        let today = test.as_of.unwrap_or(TODAY);
        let check = |text: String| support::seen(workspace::load_texts(vec![("test.sms".to_owned(), text)]), today);
        let edits = |checked: &support::Seen| -> Vec<String> {
            let edits = checked.diagnostics.iter().filter_map(|told| told.fix.as_ref()).flat_map(|fix| &fix.edits);
            edits.map(|edit| edit.text.clone()).collect()
        };
        let checked = check(test.given.clone());
        // The same edits in a file with the line ends of another system.
        let other: Vec<String> = edits(&checked).iter().map(|text| text.replace('\n', "\r\n")).collect();
        assert_eq!(edits(&check(test.given.replace('\n', "\r\n"))), other, "{}", test.name);
        for told in &checked.diagnostics {
            let (Source::Rule(rule), Some(fix)) = (&told.source, &told.fix) else { continue };
            seen.insert(rule.clone());
            let text = mended(&checked, fix);
            let again = check(text.clone());
            let syntax: Vec<&str> = again.diagnostics.iter().filter(|it| is_syntax(it)).map(|it| &*it.message).collect();
            let open = again.diagnostics.iter().any(|it| it.source == told.source && it.subject == told.subject);
            let language: Vec<&str> =
                (again.diagnostics.iter()).filter(|it| matches!(it.source, Source::Language(_))).map(|it| &*it.message).collect();
            let placed = fix.edits.iter().any(|edit| edit.text.contains(PLACEHOLDER));
            if !syntax.is_empty() || (!placed && (open || !language.is_empty())) {
                faults.push(format!("{} in `{}`: {}\n{text}\n{language:?}, still found: {open}", rule, test.name, fix.title));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    let unseen: Vec<&&str> = offering.iter().filter(|rule| !seen.contains(**rule)).collect();
    assert!(unseen.is_empty(), "rules whose edit no test of theirs brings about: {unseen:?}");
    assert!(offering.len() >= 25, "only {} rules offer an edit", offering.len());
}

/// What is offered for each finding: the title, and the text afterwards.
fn offered(entities: &str, settings: &str) -> Vec<(String, String)> {
    let rule = format!("rule r {{ severity: note each: s in service require: s.review message: \"m\" {settings} }}");
    let checked = model(&format!("\n{entities}\n{rule}"));
    assert_eq!(checked.lines(), Vec::<String>::new());
    let whole = checked.sources.files().next().unwrap().1.text().to_owned();
    let before = whole.find(entities).unwrap();
    let offered = |told: Diagnostic| {
        let fix = told.fix?;
        assert_eq!(fix.safety, Safety::Proposal);
        let mut text = whole.clone();
        text.replace_range(fix.edits[0].span.range(), &fix.edits[0].text);
        let end = text.len() - (whole.len() - before - entities.len());
        Some((fix.title, text[before..end].to_string()))
    };
    checked.run().findings.into_iter().filter_map(|finding| offered(finding.diagnostic)).collect()
}

#[test]
fn a_field_goes_into_the_subject_or_another_entity() {
    let one = |entities: &str, settings: &str| {
        let offered = offered(entities, settings);
        assert_eq!(offered.len(), 1, "{offered:?}");
        offered.into_iter().next().unwrap()
    };
    let (title, text) = one("service a { stage: live }", "insert: \"review: every 12 months\"");
    assert_eq!(title, "insert `review: every 12 months` into `a`");
    assert_eq!(text, "service a { stage: live, review: every 12 months }");
    let (title, text) = one("person ann\nservice a { owner: ann }", "insert: \"skills: [\\\"{s.id}\\\"]\" into: s.owner");
    assert_eq!(title, "insert `skills: [\"a\"]` into `ann`");
    assert_eq!(text, "person ann { skills: [\"a\"] }\nservice a { owner: ann }");
    let insert = r#"insert: """
        contract {s.id}_contract "For “{s.title}”" {{
          about: {[s]}
          value: {s.cost}
          grade: {grade.low}
        }}
    """ after: s"#;
    let (title, text) = one("service a \"A \\\"b\\\"\" {\n  cost: 5.50 GBP\n} // last", insert);
    assert_eq!(title, "insert `contract a_contract \"For “A \\\"b\\\"”\" { … }` after `a`");
    assert_eq!(
        text,
        "service a \"A \\\"b\\\"\" {\n  cost: 5.50 GBP\n} // last\n\n\
         contract a_contract \"For “A \\\"b\\\"”\" {\n  about: [a]\n  value: 5.50 GBP\n  grade: low\n}"
    );
}

#[test]
fn nothing_is_offered_that_could_not_stand_there() {
    let none = |entities: &str, settings: &str| assert_eq!(offered(entities, settings), vec![], "{settings}");
    // A value that is missing, a name that is none, a brace too many.
    none("service a", "insert: \"owner: {s.owner}\"");
    none("service a \"A b\"", "insert: \"contract {s.title}\" after: s");
    none("service a \"A } b {\"", "insert: \"contract x {{ {s.title} }}\" after: s");
    // Nowhere to go, nothing to insert.
    none("service a", "insert: \"skills: [\\\"x\\\"]\" into: s.owner");
    none("service a", "insert: if s.owner then \"stage: live\" else \"\"");
    // A field that is there already.
    none("service a { stage: live }", "insert: \"stage: pipeline\"");
    // A text cannot end what it stands in.
    none("service a \"x\\\\\"", "insert: \"contract c \\\"{s.path}{s.record}\\\\\" after: s");
}

#[test]
fn the_library_is_not_edited() {
    let text = r#"
        rule described { severity: note each: c in clause where c.id == "4" require: c.subject is empty and false message: "m"
          insert: "subject: \"x\"" }
        scope s { standard: iso20000 }
    "#;
    let checked = support::checked(text);
    let found: Vec<&Diagnostic> = checked.diagnostics.iter().filter(|told| told.source.id() == "described").collect();
    assert!(!found.is_empty() && found.iter().all(|told| told.fix.is_none()), "{found:?}");
}

#[test]
fn an_offer_that_cannot_be_is_told_at_the_rule() {
    let fault = |settings: &str| {
        let rule = format!("rule r {{ severity: note each: s in service require: s.review message: \"m\" {settings} }}");
        let checked = model(&rule);
        let [told] = &checked.told[..] else { panic!("{:?}", checked.told) };
        format!("{}: {}", told.source.id(), told.message)
    };
    assert_eq!(fault("into: s"), "E0513: `into` says where, but no `insert` says what");
    assert_eq!(fault("insert: \"stage: live\" into: s after: s"), "E0513: `into` and `after` exclude each other");
    assert_eq!(fault("insert: \"stage: live\" after: s"), "E0513: a field stands in an entity, not after one");
    assert_eq!(
        fault("insert: \"{s}: live\" into: s.depends_on"),
        "E0505: `s.depends_on` is a list of `service` entities; an edit goes to one entity"
    );
    assert_eq!(fault("insert: s.review"), "E0505: `s.review` is an interval, not a text to insert");
    assert_eq!(fault("insert: \"+ stage\""), "E0513: this is neither a field nor an entity");
    assert_eq!(fault("insert: if s.owner then \"stage live {s}\" else \"- {s}\""), "E0513: this is neither a field nor an entity");
    assert_eq!(fault("insert: \"stage:\""), "E0513: this text cannot be read as part of a model");
    assert_eq!(fault("insert: \"stage: {s.onwer}\""), "E0507: a `service` has no field `onwer`");
}
