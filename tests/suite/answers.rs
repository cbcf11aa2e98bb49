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
fn everything_in_the_library_stands_in_a_listing() {
    let json: serde_json::Value = serde_json::from_str(&ask(&["lib", "--format", "json"])).unwrap();
    let held = |entity: &serde_json::Value| {
        let parts = entity["holds"].as_array().unwrap().iter().map(|held| held["count"].as_u64().unwrap()).sum::<u64>();
        1 + parts
    };
    let collections = json["collections"].as_array().unwrap();
    let frameworks = json["frameworks"].as_array().unwrap().iter();
    let listed: u64 = frameworks.chain(collections.iter().flat_map(|it| it["entities"].as_array().unwrap())).map(held).sum();
    let (model, _) = sms::workspace::load_with_library(&[], &mut std::io::empty()).snapshot.understand();
    assert_eq!(listed, model.len() as u64);
    let names: Vec<&str> = collections.iter().filter_map(|it| it["kind"].as_str()).collect();
    for kind in ["mapping", "evidence_type", "work_product", "scale", "list_collection", "concordance"] {
        assert!(names.contains(&kind), "{kind}: {names:?}");
    }
    // What is not named one by one is listed by its kind, and what holds something is shown as a tree.
    let text = ask(&["lib"]);
    for collection in collections {
        let kind = collection["kind"].as_str().unwrap();
        let all = ask(&["lib", kind]);
        for entity in collection["entities"].as_array().unwrap() {
            let name = entity["name"].as_str().unwrap();
            assert!(text.contains(&format!("    {name}  ")) || all.contains(&format!("  {name}  ")), "{kind}: {name}");
        }
    }
    assert!(ask(&["lib", "audit_advice"]).lines().count() > 5);
}

#[test]
fn what_is_asked_for_by_number_or_by_words_is_found() {
    let first = |asked: &str| ask(&["explain", asked]).lines().next().unwrap_or_default().to_owned();
    let second =
        |asked: &str| ask(&["explain", asked]).lines().nth(1).unwrap_or_default().trim().split("  ").next().unwrap().to_owned();
    // A number that one framework has, and one that several have.
    assert_eq!(first("8.3.4.1"), "clause `iso20000.8.3.4.1` \"Management of external suppliers\"");
    assert_eq!(first("8.2.3"), "8.2.3 stands in several frameworks:");
    assert_eq!(second("8.2.3"), "iso20000.8.2.3");
    // Abbreviations, former names, and any case of letters.
    assert_eq!(first("IPM"), "process_area `cmmi_svc.IWM` \"Integrated Work Management\"");
    assert_eq!(first("iwm"), first("IPM"));
    assert_eq!(first("FitSM"), "framework `fitsm` \"FitSM-1\"");
    assert_eq!(first("EXTERNAL_SUPPLIER"), first("external_supplier"));
    assert!(first("raci").starts_with("Documents"), "{}", first("raci"));
    assert!(first("activity.accountable").starts_with("kind `activity`"));
    // Words: what has them all goes before what has some; names before texts.
    assert!(second("accountable").ends_with(".accountable"), "{}", second("accountable"));
    assert_eq!(second("hours"), "service_hours");
    assert_eq!(second("external supplier contract"), "iso20000_lists.documents.external_supplier_contract");
    assert!(ask(&["explain", "working day"]).contains("sms explain NAME"));
    assert!(ask(&["explain", "Integrated Project Management"]).contains("cmmi_svc.IWM"));
    assert!(ask(&["explain", "major incident"]).lines().count() <= 16);
    // The framework that the model's scope names comes first.
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("m.sms"), "scope s { standard: iso22301 }\n").unwrap();
    let run = sms(folder.path(), &["explain", "8.2.3", "--model", "."]);
    assert!(run.out.starts_with("clause `iso22301.8.2.3`"), "{}", run.out);
    assert!(run.out.contains("iso20000.8.2.3  clause: Control"), "{}", run.out);
    let unknown = sms(support::root(), &["explain", "zzqqx"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("there is nothing called `zzqqx`"));
}

#[test]
fn lib_prints_a_framework_as_a_tree() {
    let tree = ask(&["lib", "iso20000"]);
    assert!(tree.contains("\n      8.2.3  Control of parties involved in the service lifecycle\n"), "{tree}");
    let json: serde_json::Value = serde_json::from_str(&ask(&["lib", "cmmi_svc", "--format", "json"])).unwrap();
    let area = json["parts"].as_array().unwrap().iter().find(|part| part["path"] == "cmmi_svc.SCON").unwrap();
    assert!(area["parts"].as_array().unwrap().iter().any(|part| part["path"] == "cmmi_svc.SCON.SP2.1"));
    let unknown = sms(support::root(), &["lib", "cmmi_svcc"]);
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
