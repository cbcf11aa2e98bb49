//! What is done with a text, and what has to hold of it.

use std::path::Path;
use std::sync::Arc;

use sms::diag::{Diagnostic, Fix};
use sms::quantity::{Date, day};
use sms::source::{Origin, Span};
use sms::workspace::{self, Checked, Snapshot, Telling};
use sms::world::{Absent, Audience, Cancel, Facts};

use crate::mutate::{Dice, mutant};

const TODAY: Date = day(2026, 11, 21);

/// Something that texts are given to.
pub struct Target {
    pub name: &'static str,
    /// The texts that mutants are made from.
    pub seeds: fn(&Corpus) -> Vec<String>,
    /// How many times a case takes what a check of its text may take.
    pub checks: u32,
    /// Panics where something does not hold.
    pub case: fn(&str, Dice),
}

pub const TARGETS: [Target; 4] = [
    Target { name: "texts", seeds: |corpus| corpus.models.clone(), checks: 1, case: texts },
    Target { name: "rules", seeds: |corpus| corpus.rules.clone(), checks: 1, case: texts },
    Target { name: "baselines", seeds: |corpus| corpus.baselines.clone(), checks: 1, case: baselines },
    Target { name: "edits", seeds: |corpus| corpus.models.clone(), checks: 6, case: edits },
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

/// A text is edited step by step, as an editor does, and the edits that are offered are made. Each state is checked, now and then only until
/// nobody waits any more; in the end the same is told as of a text that stood there from the start.
fn edits(text: &str, mut dice: Dice) {
    let facts = Facts { today: TODAY, files: Arc::new(Absent), audience: Audience::Anybody };
    let mut text = text.to_owned();
    let mut snapshot = Snapshot::new([(NAME.to_owned(), text.clone())]);
    for _ in 0..3 {
        let _ = snapshot.check(&facts, &Cancel::after(dice.below(1_000) as u64));
        let checked = snapshot.check(&facts, &Cancel::new()).expect("nobody stops it");
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
        // A text that is no more leaves nothing behind, nor does another one beside it.
        snapshot = match dice.below(4) {
            0 => snapshot.without(NAME).with("other.sms", text.as_str()).with(NAME, next.as_str()).without("other.sms"),
            _ => snapshot.with(NAME, next.as_str()),
        };
        text = next;
    }
    let edited = snapshot.check(&facts, &Cancel::new()).expect("nobody stops it");
    assert_eq!(told(&edited), told(&check(&text)), "what is told of the edited text is not what is told of a new one");
}

/// What is told, without the numbers of files.
fn told(checked: &Checked) -> Vec<String> {
    let at = |span: Span| format!("{}:{}..{}", checked.sources.file(span.file).name(), span.start, span.end);
    let told = checked.tell(&Telling::default());
    let lines = told.diagnostics.iter().map(|told| {
        let labels = told.labels.iter().map(|label| at(label.span)).collect::<Vec<_>>().join(" ");
        let place = told.span().map(at).unwrap_or_default();
        format!("{place} {} {:?} {} [{labels}] {:?} {:?}", told.source.id(), told.severity, told.message, told.notes, told.help)
    });
    lines.collect()
}

/// The name of the text.
const NAME: &str = "model.sms";

fn check(text: &str) -> Checked {
    workspace::check(workspace::load_texts(vec![(NAME.to_owned(), text.to_owned())]), TODAY)
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
