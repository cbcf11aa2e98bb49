//! What an editor asks: texts with a mark `‸` where the cursor stands, and the answer. The texts are broken around the cursor, as texts are that
//! somebody is writing.

use sms::editor::{self, Class, Part, Target};
use sms::source::FileId;
use sms::workspace::{self, Checked};

use crate::support::TODAY;

const CURSOR: char = '‸';

/// The marked text checked, with the place of the mark.
fn at(marked: &str) -> (Checked, FileId, usize) {
    let offset = marked.find(CURSOR).expect("a mark");
    let checked = workspace::check(workspace::load_texts(vec![("model.sms".to_owned(), marked.replace(CURSOR, ""))]), TODAY);
    let file = checked.sources.files().find(|(_, file)| file.name() == "model.sms").map(|(id, _)| id).unwrap();
    (checked, file, offset)
}

/// What is offered at the mark: the labels that fit what was typed, as the server sends them.
fn offered(marked: &str) -> Vec<String> {
    let (checked, file, offset) = at(marked);
    let place = editor::place(checked.sources.file(file).text(), offset);
    let typed = place.typed.to_lowercase();
    let offers = editor::offers(&checked, &place, TODAY);
    let fits = offers
        .into_iter()
        .filter(|offer| offer.label.to_lowercase().contains(&typed) || offer.also.to_lowercase().contains(&typed));
    fits.map(|offer| offer.label).collect()
}

/// Each text with some of what is offered, and something that is not.
const COMPLETIONS: &[(&str, &[&str], &str)] = &[
    // Where items begin: kinds, and the words of the language.
    ("‸", &["service", "process", "rule"], "owner"),
    ("serv‸", &["service", "service_component"], "process"),
    ("role a \"A\"\nro‸\nrole b", &["role"], "owner"),
    ("role a { x: }\n‸", &["service"], "owner"),
    ("service x { owner: [ }\npro‸", &[], "owner"),
    // In a body: fields that are not written yet, and what can stand inside.
    ("service x {\n  ‸\n}", &["owner", "depends_on"], "rule"),
    ("service x {\n  owner: a\n  ‸\n}", &["depends_on"], "owner"),
    ("service x {\n  ‸\n  owner: a\n}", &["depends_on"], "owner"),
    ("service x { ow‸", &["owner"], "depends_on"),
    ("process p {\n  activity a {\n    ‸\n  }\n}", &["accountable"], "implements"),
    ("process p {\n  act‸\n}", &["activity"], "service"),
    ("process p {\n  owner: a\n  implements: [iso20000.8.6.1]\n  ‸", &["activity"], "owner"),
    ("service x {\n  owner:\n  dep‸\n}", &["depends_on"], "true"),
    // Values: entities of the right kind, values of enums, forms.
    ("role boss \"The boss\"\nservice x { owner: ‸ }", &["boss"], "x"),
    ("role boss \"The boss\"\nservice x { owner: bo‸", &["boss"], "owner"),
    ("role chief \"Head of everything\"\nservice x { owner: everyth‸ }", &["chief"], "x"),
    ("service a\nservice b { depends_on: [‸] }", &["a"], "depends_on"),
    ("service a\nservice c\nservice b { depends_on: [a, ‸", &["c"], "depends_on"),
    ("service x { stage: ‸ }", &["live", "retired"], "owner"),
    ("service x { stage: li‸ }", &["live"], "retired"),
    ("role x { top_management: ‸ }", &["true", "false"], "owner"),
    ("sla s { review: ‸ }", &["every 12 months"], "true"),
    ("sla s { review: every ‸ }", &["3 months"], "every 12 months"),
    ("sla s { notice: 3 ‸ }", &["months", "days"], "true"),
    ("sla s { notice: 1 ‸ }", &["month"], "months"),
    ("sla s { signed: ‸ }", &["2026-11-21"], "true"),
    ("sla s { term: ‸ }", &["2026-11-21 .. 2026-11-21"], "true"),
    // Clauses by number and by words.
    ("process p { implements: [iso20000.8.6.1‸] }", &["iso20000.8.6.1"], "iso20000.8.7.1"),
    ("scope s { standard: iso20000 }\nprocess p { implements: [incid‸] }", &["iso20000.8.6.1"], "iso20000.8.7.1"),
    ("scope s { standard: iso‸ }", &["iso20000"], "owner"),
    // Names of rules in a waiver.
    ("waiver w { of: role_wi‸ }", &["role_without_holder"], "service"),
    // Rules: settings, kinds, fields, functions and definitions.
    ("rule r {\n  ‸\n}", &["severity", "each", "require"], "owner: "),
    ("rule r {\n  severity: ‸\n}", &["error", "warning", "note"], "each"),
    ("rule r {\n  each: s in serv‸\n}", &["service"], "severity"),
    ("rule r {\n  each: s in service where cou‸\n}", &["count"], "severity"),
    ("rule r {\n  each: s in service\n  require: in_for‸\n}", &["in_force"], "severity"),
    ("define f(s: service) = s.own‸", &[], "severity"),
    ("kind x {\n  y: ‸\n}", &["text", "date", "service"], "severity"),
    // Where words have no meaning, nothing is offered.
    ("// a comment ‸", &[], "service"),
    ("service x \"a ‸ title\"", &[], "service"),
    ("service ‸", &[], "service"),
    ("service x { owner: \"bo‸ss\" }", &[], "boss"),
];

#[test]
fn completion_knows_the_place() {
    let mut faults = Vec::new();
    for (text, expected, other) in COMPLETIONS {
        let offered = offered(text);
        let missing: Vec<&&str> = expected.iter().filter(|label| offered.iter().all(|offer| offer != **label)).collect();
        let shown: Vec<&String> = offered.iter().take(12).collect();
        if !missing.is_empty() {
            faults.push(format!("{text:?}: lacks {missing:?}; offers {shown:?}"));
        }
        if offered.iter().any(|offer| offer == other) {
            faults.push(format!("{text:?}: offers {other:?}"));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn an_offered_entity_has_its_required_fields() {
    let (checked, file, offset) = at("polic‸");
    let place = editor::place(checked.sources.file(file).text(), offset);
    let offers = editor::offers(&checked, &place, TODAY);
    let waiver = offers.iter().find(|offer| offer.label == "waiver").unwrap();
    let text: String = waiver
        .parts
        .iter()
        .map(|part| match part {
            Part::Words(words) | Part::Blank(words) => words.as_str(),
        })
        .collect();
    assert!(text.starts_with("waiver name_of_waiver \"Title\" {\n") && text.contains("\n  because: \"…\"\n"), "{text}");
}

const MODEL: &str = "/// The one to ask.\nrole boss \"The boss\"\nprocess incident \"Incidents\" {\n  owner: boss\n  activity restore \"Restore\" { accountable: boss }\n}\nexternal_supplier acme { operates: [incident.restore] }\nservice desk { stage: live, owner: boss }\n";

fn marked(before: &str, behind: &str) -> String {
    let place = MODEL.find(&format!("{before}{behind}")).expect("the text is there");
    format!("{}{CURSOR}{}", &MODEL[..place + before.len()], &MODEL[place + before.len()..])
}

#[test]
fn words_lead_to_what_they_name() {
    for (before, behind, said, declared) in [
        ("owner: bo", "ss\n  activity", "role **boss** “The boss”\n\nThe one to ask.", "boss"),
        ("proc", "ess incident", "kind **process**", "process"),
        ("\n  own", "er: boss", "**owner** of", "owner"),
        ("stage: li", "ve", "**live**", "live"),
        ("operates: [inci", "dent.restore", "activity **incident.restore**", "restore"),
        ("role bo", "ss", "role **boss**", "boss"),
    ] {
        let (checked, file, offset) = at(&marked(before, behind));
        let (target, _) = editor::target(&checked, file, offset).unwrap_or_else(|| panic!("{before}‸{behind}"));
        let description = editor::describe(&checked, target);
        assert!(description.starts_with(said), "{before}‸{behind}: {description}");
        let place = editor::declared_at(&checked, target).unwrap();
        assert_eq!(checked.sources.text(place), declared);
    }
    let (checked, file, offset) =
        at("rule r {\n  severity: note\n  each: s in serv‸ice where in_force(s.slas)\n  message: \"m\"\n}\n");
    assert!(matches!(editor::target(&checked, file, offset), Some((Target::Kind(_), _))));
}

#[test]
fn renaming_changes_every_name_and_no_other() {
    let renamed = |before: &str, behind: &str, name: &str| {
        let (checked, file, offset) = at(&marked(before, behind));
        let mut edits = editor::rename(&checked, file, offset, name)?;
        edits.sort_by_key(|edit| edit.span.start);
        Ok::<String, editor::Refusal>(sms::mend::edited(checked.sources.file(file), &edits))
    };
    assert_eq!(
        renamed("owner: bo", "ss\n  activity", "chief").unwrap(),
        MODEL.replace(": boss", ": chief").replace("role boss", "role chief")
    );
    assert_eq!(
        renamed("operates: [inci", "dent.restore", "fire").unwrap(),
        MODEL.replace("incident ", "fire ").replace("[incident", "[fire")
    );
    assert_eq!(
        renamed("operates: [incident.rest", "ore", "mend").unwrap(),
        MODEL.replace("activity restore", "activity mend").replace(".restore", ".mend")
    );
    assert_eq!(renamed("role bo", "ss", "desk").unwrap_err().0, "`desk` is taken: it is declared in model.sms");
    assert!(renamed("role bo", "ss", "a b").is_err());
    assert!(renamed("proc", "ess incident", "x").is_err(), "kinds of the library have their names");
    // In rules too.
    let (checked, file, offset) =
        at("role bo‸ss\nrule r {\n  severity: note\n  each: s in service where s.owner == boss\n  message: \"m\"\n}\n");
    assert_eq!(editor::rename(&checked, file, offset, "chief").unwrap().len(), 2);
}

#[test]
fn symbols_folds_and_colours_follow_the_text() {
    let (checked, file, _) = at(&format!("{MODEL}‸"));
    let symbols = editor::symbols(&checked, file);
    let names: Vec<(&str, usize)> = symbols.iter().map(|symbol| (symbol.name.as_str(), symbol.children.len())).collect();
    assert_eq!(names, [("boss", 0), ("incident", 1), ("acme", 0), ("desk", 0)]);
    assert_eq!(editor::search(&checked, "THE BOSS").len(), 1);
    let text = "// a\n// b\n\nrole x {\n  y: [\n    z\n  ]\n}\nrole w { v: \"\"\"\n  t\n\"\"\" }\n";
    let folded: Vec<&str> = editor::folds(text).into_iter().map(|range| text[range].lines().next().unwrap()).collect();
    assert_eq!(folded, ["// a", "{", "[", "{ v: \"\"\"", "\"\"\""]);
    let coloured = |text: &str| editor::highlights(text).into_iter().map(|word| word.class).collect::<Vec<_>>();
    assert_eq!(
        coloured("role x { y: every 3 months }"),
        [Class::Kind, Class::Declaration, Class::Field, Class::Keyword, Class::Number, Class::Number]
    );
    assert_eq!(
        coloured("rule r { each: s in count(t) }"),
        [Class::Keyword, Class::Declaration, Class::Field, Class::Name, Class::Keyword, Class::Function, Class::Name]
    );
}
