//! The library's wording: British spelling and nothing left over, but for names that others have given.

use crate::support;
use crate::texts;

/// American spellings, as the whole word or its beginning.
const AMERICAN: [&str; 22] = [
    "organization",
    "organize",
    "analyze",
    "prioritize",
    "categorize",
    "authorize",
    "recognize",
    "optimize",
    "optimizing",
    "optimization",
    "utilize",
    "standardize",
    "customize",
    "color",
    "behavior",
    "center",
    "catalog",
    "favor",
    "fulfillment",
    "judgment",
    "artifact",
    "institutionalize",
];

/// Marks of work that was put off.
const LEFT_OVER: [&str; 6] = ["TODO", "FIXME", "XXX", "TBD", "lorem ipsum", "???"];

/// Names that publishers have given, by file: facts carry over as they are.
const NAMES: [(&str, &[&str]); 13] = [
    ("stdlib/frameworks/cmmi_svc.sms", &["organization", "analyze", "prioritize", "categorize", "institutionalize"]),
    ("stdlib/frameworks/cmmi_2.sms", &["optimizing", "organization"]),
    ("stdlib/frameworks/cobit2019.sms", &["optimization", "organize", "organization"]),
    // `official_title` gives the printed spelling.
    ("stdlib/frameworks/iso20000.sms", &["organization"]),
    ("stdlib/frameworks/iso9001.sms", &["organization"]),
    ("stdlib/frameworks/iso22301.sms", &["organization"]),
    ("stdlib/frameworks/iso27001.sms", &["organization"]),
    ("stdlib/frameworks/itil4.sms", &["organization"]),
    ("stdlib/mappings/iso20000_itil4.sms", &["organization"]),
    ("stdlib/scales/cmmi.sms", &["optimizing"]),
    ("stdlib/scales/process_capability.sms", &["optimizing", "optimization"]),
    // Terms of the sources keep their own spelling; so do the titles that rows cite.
    ("stdlib/terms/terms.sms", &["organization", "catalog", "artifact"]),
    ("stdlib/mappings/tr20000_12.sms", &["organization", "analyze"]),
];

#[test]
fn the_library_is_spelt_as_in_britain() {
    let mut faults = Vec::new();
    let mut used = std::collections::BTreeSet::new();
    for (name, text) in texts::models() {
        let names = NAMES.iter().find(|(file, _)| *file == name).map_or(&[][..], |(_, names)| names);
        for (number, line) in text.lines().enumerate() {
            let lower = line.to_lowercase();
            let words = lower.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
            for word in words {
                let Some(american) = AMERICAN.iter().find(|american| is_form_of(word, american)) else { continue };
                match names.iter().find(|name| is_form_of(word, name)) {
                    Some(name_given) => {
                        used.insert((name.clone(), *name_given));
                    }
                    // A search word may be spelt in every way that users spell it.
                    None if line.trim_start().starts_with("aliases:") || line.contains("aliases: [") => {}
                    None => faults.push(format!("{name}:{}: `{word}` ({american})", number + 1)),
                }
            }
        }
    }
    assert!(faults.is_empty(), "American spellings:\n{}", faults.join("\n"));
    let all: Vec<(String, &str)> =
        NAMES.iter().flat_map(|(file, names)| names.iter().map(|name| (file.to_string(), *name))).collect();
    let idle: Vec<_> = all.into_iter().filter(|pair| !used.contains(pair)).collect();
    assert!(idle.is_empty(), "exceptions that nothing needs: {idle:?}");
}

/// Whether `word` is `stem` or `stem` with an ending: `analyze`, `analyzes`, `analyzed`; not `catalogue`, a word of its own.
fn is_form_of(word: &str, stem: &str) -> bool {
    word.strip_prefix(stem).is_some_and(|ending| ["", "s", "d", "al", "ally", "ing", "ed", "r", "rs"].contains(&ending))
}

#[test]
fn nothing_is_left_over() {
    let mut faults = Vec::new();
    for (name, text) in texts::models().into_iter().filter(|(name, _)| name.starts_with("stdlib/")) {
        // The rule on placeholders, and tests that break it, have to spell them out.
        if ["stdlib/rules/conditions.sms", "stdlib/tests/hygiene.sms", "stdlib/tests/waivers.sms"].contains(&&*name) {
            continue;
        }
        for (number, line) in text.lines().enumerate() {
            if LEFT_OVER.iter().any(|mark| line.contains(mark)) {
                faults.push(format!("{name}:{}: {}", number + 1, line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "left over:\n{}", faults.join("\n"));
}

#[test]
fn the_library_alone_gives_nothing() {
    let checked = support::checked_library();
    let told = support::told(&checked.sources, &checked.diagnostics);
    assert!(told.is_empty(), "{told:#?}");
}
