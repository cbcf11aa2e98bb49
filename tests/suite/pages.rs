//! The explanation pages: each example that is said to be wrong gives the code, and each that is said to be right gives nothing.

use sms::diag::codes;
use sms::report::{self, Closing, Colour, Format, Report};
use sms::source::Veil;

use crate::{program, support};

/// Codes that checking the text of a model does not cause: they are about files, about the library itself, or told by `sms test`.
const NOT_FROM_A_TEXT: [&str; 12] =
    ["E0001", "E0002", "E0004", "E0005", "E0006", "E0007", "E0008", "E0009", "E0308", "E0509", "E0517", "E0603"];

#[test]
fn examples_of_pages_tell_what_they_show() {
    let mut failures = Vec::new();
    for code in codes::ALL {
        let head = code.page.lines().next().unwrap_or_default();
        if head != format!("# {}: {}", code.id, code.title) {
            failures.push(format!("{}: the page begins with `{head}`", code.id));
        }
        if code.page.lines().count() < 5 {
            failures.push(format!("{}: the page explains nothing", code.id));
        }
        let blocks = support::blocks(code.page);
        let (wrong, right): (Vec<_>, Vec<_>) = blocks.iter().partition(|block| block.heading == "Wrong");
        let needed = usize::from(!NOT_FROM_A_TEXT.contains(&code.id));
        if wrong.len() < needed || right.len() < needed {
            failures.push(format!("{}: the page shows no wrong or no right example", code.id));
        }
        for block in wrong {
            let told = block.language();
            if !told.iter().any(|told| told.id == code.id) {
                failures.push(format!("{}, line {}: the wrong example gives {told:?}", code.id, block.line));
            }
            if let Some(other) = told.iter().find(|told| told.id != code.id) {
                failures.push(format!("{}, line {}: the wrong example also gives {other:?}", code.id, block.line));
            }
        }
        for block in right {
            let told = block.language();
            if !told.is_empty() {
                failures.push(format!("{}, line {}: the right example gives {told:?}", code.id, block.line));
            }
        }
    }
    assert!(failures.is_empty(), "\n{}", failures.join("\n"));
}

/// What users see of each wrong example: read the snapshots when a message changes.
#[test]
fn wrong_examples_read_well() {
    for code in codes::ALL {
        let wrong: Vec<support::Block> = support::blocks(code.page).into_iter().filter(|block| block.heading == "Wrong").collect();
        let drawn: Vec<String> = wrong.iter().map(drawn).collect();
        if drawn.is_empty() {
            continue;
        }
        insta::with_settings!({ prepend_module_to_snapshot => false, snapshot_path => "../snapshots/pages", omit_expression => true }, {
            insta::assert_snapshot!(code.id, drawn.join("\n"));
        });
    }
}

/// What a terminal shows of the language's errors in a text.
fn drawn(block: &support::Block) -> String {
    let checked = block.checked();
    let language = |told: &&sms::diag::Diagnostic| matches!(told.source, sms::diag::Source::Language(_));
    let diagnostics: Vec<_> = checked.diagnostics.iter().filter(language).map(std::borrow::Cow::Borrowed).collect();
    let report = Report {
        sources: &checked.sources,
        veil: &Veil::default(),
        diagnostics: &diagnostics,
        known: &[],
        waived: &[],
        summary: checked.counts,
        as_of: support::TODAY,
        closing: Closing::Nothing,
    };
    let mut out = Vec::new();
    report::write(&report, Format::Terminal, Colour::Plain, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn topics_are_explained_and_their_examples_are_right() {
    let folder = support::root().join("src/cli/explain/topics");
    let mut names: Vec<String> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let known = [
        "baseline.md",
        "documents.md",
        "evidence-calendar.md",
        "format.md",
        "profile.md",
        "promises.md",
        "rows.md",
        "rules.md",
        "severity.md",
        "states.md",
    ];
    assert_eq!(names, known);
    for name in names {
        let page = std::fs::read_to_string(folder.join(&name)).unwrap();
        for block in support::blocks(&page) {
            assert_eq!(block.check(), [], "{name}, line {}", block.line);
        }
        let topic = name.trim_end_matches(".md");
        let title = page.lines().next().unwrap().trim_start_matches("# ");
        for asked in [topic.to_owned(), topic.to_uppercase()] {
            let run = program::sms(support::root(), &["explain", &asked]);
            assert!(run.code == 0 && run.out.starts_with(title), "{asked}: {}", run.beginning());
        }
        let list = program::sms(support::root(), &["explain", "--list"]).out;
        assert!(list.starts_with("Topics\n") && list.contains(&format!("  {topic} ")), "{topic}");
    }
}

#[test]
fn the_severity_page_says_what_the_library_does() {
    let page = program::sms(support::root(), &["explain", "severity"]).out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("six months for an error, twelve for a warning, twenty-four for a note"), "{page}");
    let profiles = program::sms(support::root(), &["explain", "profile"]).out;
    let checked = support::checked_library();
    let known: std::collections::BTreeSet<&str> =
        checked.rulebook.rules.iter().flat_map(|rule| &rule.profiles).map(String::as_str).collect();
    for profile in known {
        assert!(profiles.contains(&format!("- {profile}: ")), "the page on profiles does not explain `{profile}`");
    }
}

#[test]
fn every_function_is_explained() {
    let listed = codes::by_id("E0506").unwrap().page;
    let topic = std::fs::read_to_string(support::root().join("src/cli/explain/topics/rules.md")).unwrap();
    for name in sms::rules::function_names() {
        for (place, page) in [("E0506", listed), ("the page on rules", &topic)] {
            assert!(page.contains(&format!("`{name}`")) || page.contains(&format!("`{name}(")), "{place} does not name `{name}`");
        }
    }
    for (asked, title) in [("matches", "Rules: "), ("starts_with", "Rules: "), ("weakest_link", "Promises: ")] {
        let run = program::sms(support::root(), &["explain", asked]);
        assert!(run.code == 0 && run.out.starts_with(title), "{asked}: {}", run.beginning());
    }
}

#[test]
fn every_code_is_used() {
    let mut sources = String::new();
    collect(&support::root().join("src"), &mut sources);
    let unused: Vec<&str> = codes::ALL.iter().map(|code| code.id).filter(|id| !sources.contains(&format!("codes::{id}"))).collect();
    assert!(unused.is_empty(), "codes that nothing tells: {unused:?}");
}

fn collect(folder: &std::path::Path, into: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            into.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
}
