//! What the library answers: `sms lib`, `sms explain`, and references that follow wrong or former numbers.

use crate::program::sms;
use crate::support;

fn ask(arguments: &[&str]) -> String {
    let run = sms(support::root(), arguments);
    assert_eq!(run.code, 0, "{arguments:?}: {}", run.err);
    run.out
}

#[test]
fn lib_lists_frameworks_with_their_counts() {
    let list = ask(&["lib"]);
    for said in
        ["ISO/IEC 20000-1:2018", "89 clauses, 459 requirements", "24 process areas, 53 goals, 181", "superseded", "own words"]
    {
        assert!(list.contains(said), "`{said}` is missing:\n{list}");
    }
    let json: serde_json::Value = serde_json::from_str(&ask(&["lib", "--format", "json"])).unwrap();
    let names: Vec<&str> = json["frameworks"].as_array().unwrap().iter().filter_map(|it| it["name"].as_str()).collect();
    for name in
        ["iso20000", "iso20000_2011", "cmmi_svc", "cmmi_2", "itil4", "iso27001", "cobit2019", "iso9001", "iso22301", "fitsm"]
    {
        assert!(names.contains(&name), "{name}");
    }
}

#[test]
fn lib_prints_a_framework_as_a_tree() {
    let tree = ask(&["lib", "iso20000"]);
    assert!(tree.contains("\n      8.2.3  Control of parties involved in the service lifecycle\n"), "{tree}");
    let json: serde_json::Value = serde_json::from_str(&ask(&["lib", "cmmi_svc", "--format", "json"])).unwrap();
    let area = json["parts"].as_array().unwrap().iter().find(|part| part["path"] == "cmmi_svc.SCON").unwrap();
    assert!(area["parts"].as_array().unwrap().iter().any(|part| part["path"] == "cmmi_svc.SCON.SP2.1"));
    let unknown = sms(support::root(), &["lib", "cmmi"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("did you mean"), "{}", unknown.err);
}

#[test]
fn explain_tells_what_a_clause_asks_for_and_what_relates_to_it() {
    let clause = ask(&["explain", "iso20000.8.6.1"]);
    for said in ["Incident management", "requirement", "needs: `incident_record`", "cmmi_svc.IRP", "strength:", "basis:"] {
        assert!(clause.contains(said), "`{said}` is missing:\n{clause}");
    }
    let practice = ask(&["explain", "cmmi_svc.SCON.SP2.1"]);
    for said in ["Establish Service Continuity Plans", "iso20000.8.7.2", "service_continuity_plan"] {
        assert!(practice.contains(said), "`{said}` is missing:\n{practice}");
    }
    assert!(ask(&["explain", "evidence", "incident_record"]).contains("needed_by"));
    let term = ask(&["explain", "service system"]);
    assert!(term.contains("difference:") && term.contains("false_friend"), "{term}");
}

#[test]
fn wrong_and_former_names_are_answered() {
    let told = |reference: &str| {
        let checked = support::checked(&format!("kind pointer {{ to: [clause] }}\npointer one {{ to: [{reference}] }}"));
        let told = checked.diagnostics.first().cloned().unwrap_or_else(|| panic!("nothing is told of {reference}"));
        (told.source.id().to_owned(), format!("{} {:?} {:?}", told.message, told.notes, told.help))
    };
    for (reference, code, said) in [
        ("cmmi_svc.SRM", "E0203", "cmmi_svc.SD"),
        ("cmmi_svc.OID", "E0203", "cmmi_svc.OPM"),
        ("cmmi_svc.IPM", "E0205", "cmmi_svc.IWM"),
        ("iso20000.8.2.7", "E0203", "iso20000.8.2.6"),
        ("iso20000.6.6", "E0203", "8.7.3"),
        ("iso2000.8.2", "E0203", "iso20000"),
    ] {
        let (id, text) = told(reference);
        assert_eq!(id, code, "{reference}: {text}");
        assert!(text.contains(said), "{reference}: {text}");
    }
}
