//! What several tests need: a text checked as a model of one file, and the code blocks of Markdown pages.

use std::time::Duration;

use sms::diag::{Counts, Diagnostic};
use sms::quantity::Date;
use sms::source::{Origin, Sources};
use sms::workspace::{self, Checked, Clauses, Loaded, Telling};
use sms::world::{FileSet, Given};

/// The as-of date of all tests.
pub const TODAY: Date = sms::quantity::day(2026, 11, 21);

/// The time of the processor that this thread has taken, as Linux tells it; nothing elsewhere. What others do on the machine changes it little.
pub fn processor_time() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// Does `work` on this thread alone, so that its time can be taken.
pub fn on_this_thread(work: impl FnOnce() + Send) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build().expect("this thread");
    pool.install(work);
}

/// The root of the repository.
pub fn root() -> &'static std::path::Path {
    std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A block of `.sms` text in a Markdown page, with the records that stand behind it as blocks of their own.
pub struct Block {
    /// The heading it stands under.
    pub heading: String,
    /// The line of the page its text begins on, counted from 1.
    pub line: usize,
    /// The text.
    pub text: String,
    /// The records that it names, each with its path: they are fenced as `csv` with that path.
    pub records: Vec<(String, String)>,
}

impl Block {
    /// The text checked as a model of one file, with its records.
    pub fn checked(&self) -> Seen {
        let loaded = workspace::load(&[workspace::STDIN.into()], &mut self.text.as_bytes());
        if self.records.is_empty() {
            return seen(loaded, TODAY);
        }
        let known = self.records.iter().fold(FileSet::default(), |known, (path, text)| known.with(&**path, text.as_bytes()));
        seen(Loaded { on_record: std::sync::Arc::new(Given(known)), ..loaded }, TODAY)
    }

    /// Everything told about it.
    pub fn check(&self) -> Vec<Told> {
        let checked = self.checked();
        told(&checked.sources, &checked.diagnostics)
    }

    /// The errors and warnings of the language in it; findings of rules are left out.
    pub fn language(&self) -> Vec<Told> {
        let checked = self.checked();
        told(&checked.sources, &checked.language)
    }
}

/// The blocks fenced as `sms`, in order.
pub fn blocks(page: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut record: Option<(String, String)> = None;
    let mut heading = String::new();
    let mut open: Option<Block> = None;
    for (index, line) in page.lines().enumerate() {
        if let Some((_, text)) = &mut record {
            match line.trim_end() {
                "```" => blocks.last_mut().unwrap().records.extend(record.take()),
                line => text.push_str(&format!("{line}\n")),
            }
            continue;
        }
        if let (None, Some(path)) = (&open, line.strip_prefix("```csv ")) {
            record = Some((path.trim().to_owned(), String::new()));
            continue;
        }
        match &mut open {
            Some(block) if line.trim_end() != "```" => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            Some(_) => blocks.extend(open.take()),
            None if line.trim_end() == "```sms" => {
                open = Some(Block { heading: heading.clone(), line: index + 2, text: String::new(), records: Vec::new() });
            }
            None => {
                if let Some(title) = line.strip_prefix('#') {
                    heading = title.trim_start_matches('#').trim().to_string();
                }
            }
        }
    }
    assert!(open.is_none(), "a fenced block is not closed");
    blocks
}

/// A diagnostic as tests compare it.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord, Clone)]
pub struct Told {
    /// The record it is in; nothing where it is in the text.
    pub record: Option<String>,
    /// The line of the text, from 1; 0 where it has no place in the text.
    pub line: usize,
    /// What stands in the brackets.
    pub id: String,
    /// The message.
    pub message: String,
}

/// Every diagnostic about the organisation's own text, as tests compare them.
pub fn told(sources: &Sources, diagnostics: &[Diagnostic]) -> Vec<Told> {
    diagnostics
        .iter()
        .map(|diagnostic| Told {
            record: diagnostic
                .span()
                .map(|span| sources.file(span.file))
                .filter(|file| file.origin() == Origin::Record)
                .map(|file| file.name().to_owned()),
            line: diagnostic.span().map_or(0, |span| sources.position(span).line),
            id: diagnostic.source.id().to_string(),
            message: diagnostic.message.clone(),
        })
        .collect()
}

/// A check with what is told of it.
pub struct Seen {
    /// The check.
    pub checked: Checked,
    /// All that is told.
    pub diagnostics: Vec<Diagnostic>,
    /// How much that is.
    pub counts: Counts,
}

impl std::ops::Deref for Seen {
    type Target = Checked;

    fn deref(&self) -> &Checked {
        &self.checked
    }
}

/// Checks what was loaded on that day, and tells all of it.
pub fn seen(loaded: Loaded, today: Date) -> Seen {
    let checked = workspace::check(loaded, today);
    let told = checked.tell(&Telling { clauses: Clauses::AsLoaded, ..Telling::default() });
    let (diagnostics, counts) = (told.diagnostics.into_iter().map(|told| told.into_owned()).collect(), told.counts);
    Seen { checked, diagnostics, counts }
}

/// The text checked as a model of one file, with the library.
pub fn checked(text: &str) -> Seen {
    let loaded = workspace::load(&[workspace::STDIN.into()], &mut text.as_bytes());
    seen(loaded, TODAY)
}

/// Everything told about the text: errors of the language and findings of rules.
pub fn check(text: &str) -> Vec<Told> {
    let checked = checked(text);
    told(&checked.sources, &checked.diagnostics)
}

/// The errors and warnings of the language in the text; findings of rules are left out.
pub fn language(text: &str) -> Vec<Told> {
    let checked = checked(text);
    told(&checked.sources, &checked.language)
}

/// The whole library, checked without any model.
pub fn checked_library() -> Seen {
    seen(workspace::load_with_library(&[], &mut std::io::empty()), TODAY)
}
