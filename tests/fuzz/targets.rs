//! What is done with a text, and what has to hold of it.

use std::path::Path;

use sms::diag::{Diagnostic, Fix};
use sms::quantity::{Date, day};
use sms::source::Origin;
use sms::workspace::{self, Checked, Telling};

use crate::mutate::{Dice, mutant};

const TODAY: Date = day(2026, 11, 21);

/// Something that texts are given to.
pub struct Target {
    pub name: &'static str,
    /// The texts that mutants are made from.
    pub seeds: fn(&Corpus) -> Vec<String>,
    /// Panics where something does not hold.
    pub case: fn(&str, Dice),
}

pub const TARGETS: [Target; 4] = [
    Target { name: "texts", seeds: |corpus| corpus.models.clone(), case: texts },
    Target { name: "rules", seeds: |corpus| corpus.rules.clone(), case: texts },
    Target { name: "baselines", seeds: |corpus| corpus.baselines.clone(), case: baselines },
    Target { name: "edits", seeds: |corpus| corpus.models.clone(), case: edits },
];

impl Target {
    /// The texts kept for this target alone: each has been too much once.
    pub fn own_seeds(&self) -> Vec<String> {
        files(&root().join("tests/fuzz/corpus").join(self.name))
    }
}

/// Texts that mutants are made from.
pub struct Corpus {
    models: Vec<String>,
    rules: Vec<String>,
    baselines: Vec<String>,
}

/// The seeds: those of the folder, and what the repository has of models and rules.
pub fn corpus() -> Corpus {
    let own = |name: &str| files(&root().join("tests/fuzz/corpus").join(name));
    let pages: Vec<String> = ["tests/spec", "src/diag/pages"].iter().flat_map(|name| files(&root().join(name))).collect();
    let blocks: Vec<String> = pages.iter().flat_map(|page| blocks(page)).collect();
    let rules = blocks.iter().filter(|text| text.contains("rule ") || text.contains("define ")).cloned();
    let loaded = sms::library::rule_tests().iter().map(|file| (file.name.to_owned(), file.text.to_owned())).collect();
    let checked = workspace::check(workspace::load_texts(loaded), TODAY);
    let given = sms::testing::tests(&checked.model).into_iter().map(|test| test.given);
    let models = own("texts").into_iter().chain(own("edits")).chain(files(&root().join("examples/pitfalls"))).chain(given);
    Corpus {
        rules: own("rules").into_iter().chain(rules).collect(),
        models: models.chain(blocks).collect(),
        baselines: own("baselines"),
    }
}

/// A text is checked to its end, and everything that is told of it lies within it.
fn texts(text: &str, _: Dice) {
    let checked = check(text);
    for told in checked.tell(&Telling::default()).diagnostics {
        assert_inside(&checked, &told);
    }
}

/// A baseline is read or refused, and what it knows of is kept apart from a model that has findings.
fn baselines(text: &str, _: Dice) {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).expect("a file");
    write("known.json", text);
    write("model.sms", "role vacant\nservice web\nprocess desk \"Desk\" { owner: vacant }\n");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_sms"));
    command.current_dir(folder.path()).args(["check", "model.sms", "--baseline", "known.json", "--as-of", "2026-11-21"]);
    let run = command.output().expect("the program runs");
    let code = run.status.code();
    assert!(matches!(code, Some(0..=2)), "the program ended with {code:?}: {}", String::from_utf8_lossy(&run.stderr));
}

/// A text is edited step by step, as an editor does, and the edits that are offered are made; each state is checked whole.
fn edits(text: &str, mut dice: Dice) {
    let mut text = text.to_owned();
    for _ in 0..3 {
        let checked = check(&text);
        let told = checked.tell(&Telling::default());
        let offered: Vec<&Fix> = (told.diagnostics.iter()).filter_map(|told| told.fix.as_ref()).collect();
        let next = match offered.as_slice() {
            [] => mutant(&text, &text, &mut dice),
            offered => {
                let fix = dice.one_of(offered);
                // What an edit mends is the matter of `syntax_recovery`: among several faults it may bring to light what others hid.
                applied(&checked, fix)
            }
        };
        text = next;
    }
    check(&text);
}

fn check(text: &str) -> Checked {
    workspace::check(workspace::load_texts(vec![("model.sms".to_owned(), text.to_owned())]), TODAY)
}

/// What is told has its places and edits inside texts, between letters, and edits do not overlap.
fn assert_inside(checked: &Checked, told: &Diagnostic) {
    let edits = told.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span);
    let places = told.span().into_iter().chain(told.labels.iter().map(|label| label.span)).chain(edits);
    for span in places {
        let text = checked.sources.file(span.file).text();
        assert!(text.get(span.range()).is_some(), "{told:?} lies outside of the text");
    }
    let mut edits: Vec<_> = told.fix.iter().flat_map(|fix| &fix.edits).map(|edit| edit.span).collect();
    edits.sort_by_key(|edit| checked.sources.order(*edit));
    let apart = edits.windows(2).all(|pair| pair[0].file != pair[1].file || pair[0].end <= pair[1].start);
    assert!(apart, "the edits of {told:?} overlap");
}

/// The model's text with an edit made.
fn applied(checked: &Checked, fix: &Fix) -> String {
    let Some((file, source)) = checked.sources.files().find(|(_, file)| file.origin() == Origin::Model) else {
        return String::new();
    };
    let mut text = source.text().to_owned();
    let mut edits: Vec<_> = fix.edits.iter().filter(|edit| edit.span.file == file).collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(checked.sources.order(edit.span)));
    for edit in edits {
        text.replace_range(edit.span.range(), &edit.text);
    }
    text
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The texts of a folder, by name.
fn files(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    paths.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

/// The texts fenced as `sms` on a page.
fn blocks(page: &str) -> Vec<String> {
    page.split("```sms\n").skip(1).filter_map(|rest| rest.split("\n```").next()).map(str::to_owned).collect()
}
