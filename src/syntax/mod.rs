//! From text to syntax trees, with recovery: a tree always comes back, and one fault gives one message.
//!
//! A quick outline cuts a file into items (`outline`), pest matches them with the grammar in `grammar/sms.pest` (`grammar`), and lowering
//! makes the tree (`lower`, `rule`, `expression`, `operand`, `scalar`). Entities in the plainest form go a shorter way (`plain`) to the same tree. Only where pest refuses an item, or the brackets of the file are not in order,
//! `recover` looks at the layout of the lines, keeps what is good and says what is wrong with the rest.

pub mod insertion;
pub mod literal;
pub mod pack;
pub mod tokens;
pub mod tree;

mod argument;
mod doc;
mod expression;
mod grammar;
mod late;
mod lex;
mod lower;
mod nesting;
mod operand;
mod outline;
mod plain;
mod prose;
mod recover;
mod rule;
mod scalar;
mod text;
mod units;

pub(crate) use lex::text_end;
pub use prose::{is_whole, prose};
pub use text::{escapes_are_known, raw};

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::diag::{Diagnostic, codes};
use crate::source::letters::{self, Unseen};
use crate::source::{FileId, Sources, Span};
use grammar::Rule;
use lower::Lowering;
use outline::{Chunk, State};
use plain::Plain;
use tree::{Expr, Item, Tree};

/// A tree and what was wrong with the text.
#[derive(Clone, PartialEq, Debug)]
pub struct Parsed {
    /// All that could be read.
    pub tree: Tree,
    /// What could not.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses one file; a large one on all cores.
pub fn parse(sources: &Sources, file: FileId) -> Arc<Parsed> {
    Arc::new(read_all(sources, file, Way::Short))
}

/// As [`parse`], for as long as `wanted` says that somebody waits; nothing once nobody does.
pub fn parse_while(sources: &Sources, file: FileId, wanted: &Wanted<'_>) -> Option<Arc<Parsed>> {
    read(sources, file, Way::Short, wanted).map(Arc::new)
}

/// Whether somebody still waits; once nobody does, nobody ever will again.
pub type Wanted<'a> = dyn Fn() -> bool + Sync + 'a;

/// As [`parse`], but every item is read by the grammar, also those for which there is a shorter way; tests hold the two together.
#[doc(hidden)]
pub fn parse_the_long_way(sources: &Sources, file: FileId) -> Arc<Parsed> {
    Arc::new(read_all(sources, file, Way::Long))
}

/// Whether plain entities are read without the grammar.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Short,
    Long,
}

fn read_all(sources: &Sources, file: FileId, way: Way) -> Parsed {
    let empty = || Parsed { tree: Tree { file, items: Vec::new() }, diagnostics: Vec::new() };
    read(sources, file, way, &|| true).unwrap_or_else(empty)
}

fn read(sources: &Sources, file: FileId, way: Way, wanted: &Wanted<'_>) -> Option<Parsed> {
    let text = sources.file(file).text();
    let outline = outline::outline(text);
    let groups = groups(&outline.chunks);
    let read = |group: &Group<'_>| wanted().then(|| read_group(text, file, group, way));
    let parts: Option<Vec<Part>> = match groups.as_slice() {
        // Handing work to other threads costs more than a small file takes.
        [] | [_] => groups.iter().map(read).collect(),
        _ => groups.par_iter().map(read).collect(),
    };
    let parts = parts?;
    let mut items = Vec::with_capacity(parts.iter().map(|part| part.items.len()).sum());
    let mut diagnostics = Vec::new();
    for part in parts {
        items.extend(part.items);
        diagnostics.extend(part.diagnostics);
    }
    let unseen = unseen_letters(text, file, &diagnostics);
    diagnostics.splice(0..0, unseen);
    Some(Parsed { tree: Tree { file, items }, diagnostics })
}

/// Parses several files on all cores; the results stand in the order of `files`.
pub fn parse_all(sources: &Sources, files: &[FileId]) -> Vec<Arc<Parsed>> {
    files.par_iter().map(|&file| parse(sources, file)).collect()
}

/// Parses a file with the grammar alone, in one go: no outline, no recovery, no tree where there is any error of form.
///
/// [`parse`] must give the same tree for every text this accepts; tests hold the two together. The text must not be nested deeply.
#[doc(hidden)]
pub fn parse_by_grammar(sources: &Sources, file: FileId) -> Option<Parsed> {
    let text = sources.file(file).text();
    let nodes = grammar::parse(Rule::file, text, 0).ok()?;
    let mut lowering = Lowering { file, text, nodes: &nodes, diagnostics: Vec::new() };
    let items = lowering.items();
    Some(Parsed { tree: Tree { file, items }, diagnostics: lowering.diagnostics })
}

/// Parses the expression that stands at `span`: what the braces of a message hold.
pub fn parse_expression(sources: &Sources, span: Span) -> (Expr, Vec<Diagnostic>) {
    let text = sources.file(span.file).text();
    let raw = text.get(span.range()).unwrap_or_default();
    let problem = |place: Span, label: String| {
        Diagnostic::error(&codes::E0507, place, format!("`{}` cannot be read as an expression", raw.trim()), label)
            .help("write a name, a path such as `s.owner.title`, or another expression of the rule language")
    };
    if nesting::too_deep(text, span.range()).is_some() {
        return (expression::missing(span), vec![expression::too_deep(span)]);
    }
    match grammar::parse(Rule::one_expr, raw, span.start as usize) {
        Ok(nodes) => {
            let mut lowering = Lowering { file: span.file, text, nodes: &nodes, diagnostics: Vec::new() };
            let expr = lowering.expr(1, 0);
            (expr, lowering.diagnostics)
        }
        Err(_) => (expression::missing(span), vec![problem(span, "not an expression".to_string())]),
    }
}

/// Bytes of text that are parsed in one go: enough to make little of the cost of starting, little enough to share among cores.
const GROUP: usize = 32 * 1024;

/// What came of a stretch of a file.
#[derive(Default)]
struct Part {
    items: Vec<Item>,
    diagnostics: Vec<Diagnostic>,
}

/// A stretch of a file that is read in one go.
enum Group<'a> {
    /// Its brackets are in order.
    Whole(&'a [Chunk]),
    /// They are not.
    Torn(Range<usize>),
}

/// A stretch of a text as whole items fill it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stretch {
    /// Its bytes: from the first word of an item to the next item, what stands between them included.
    pub range: Range<usize>,
    /// Whether its brackets and texts are in order.
    pub whole: bool,
}

/// The stretches of `text`, which leave nothing out.
pub fn stretches(text: &str) -> Vec<Stretch> {
    let outline = outline::outline(text);
    let stretches = groups(&outline.chunks).into_iter().flat_map(|group| match group {
        Group::Whole(chunks) => chunks.iter().map(|chunk| Stretch { range: chunk.start..chunk.end, whole: true }).collect(),
        Group::Torn(range) => vec![Stretch { range, whole: false }],
    });
    let mut stretches: Vec<Stretch> = stretches.collect();
    if let Some(first) = stretches.first_mut() {
        first.range.start = 0;
    }
    stretches
}

/// Puts chunks together until they are worth the start of a parse; what is torn stays apart.
fn groups(chunks: &[Chunk]) -> Vec<Group<'_>> {
    // Where a bracket closes nothing, the fault may lie before: the stretch begins with the last chunk that is not indented.
    let left = chunks.iter().skip(1).map(|chunk| chunk.column).min().unwrap_or(0);
    let mut outer = 0;
    let mut torn: Vec<Range<usize>> = Vec::new();
    for (at, chunk) in chunks.iter().enumerate() {
        if chunk.column <= left {
            outer = at;
        }
        let start = match chunk.state {
            State::Whole => continue,
            State::Torn => at,
            State::Stray => outer,
        };
        // A stretch that reaches back into earlier ones takes them in.
        torn.truncate(torn.partition_point(|earlier| earlier.end <= start));
        torn.push(start..at + 1);
    }
    let mut groups = Vec::new();
    let mut next = 0;
    for stretch in torn {
        whole(&chunks[next..stretch.start], &mut groups);
        groups.push(Group::Torn(chunks[stretch.start].start..chunks[stretch.end - 1].end));
        next = stretch.end;
    }
    whole(&chunks[next..], &mut groups);
    groups
}

/// Divides chunks that are in order into groups.
fn whole<'a>(mut chunks: &'a [Chunk], groups: &mut Vec<Group<'a>>) {
    while let Some(first) = chunks.first() {
        let size = 1 + chunks.iter().position(|chunk| chunk.end - first.start >= GROUP).unwrap_or(chunks.len() - 1);
        let (group, rest) = chunks.split_at(size);
        groups.push(Group::Whole(group));
        chunks = rest;
    }
}

fn read_group(text: &str, file: FileId, group: &Group<'_>, way: Way) -> Part {
    let chunks = match group {
        Group::Whole(chunks) => *chunks,
        Group::Torn(range) => return recover::recover(text, file, range.start, range.end),
    };
    let mut part = Part { items: Vec::with_capacity(chunks.len()), diagnostics: Vec::new() };
    let mut plain = Plain::new(text, file);
    // The first of the chunks that wait for the grammar.
    let mut waiting = 0;
    for (at, chunk) in chunks.iter().enumerate().filter(|_| way == Way::Short) {
        let before = part.items.len();
        if plain.items(chunk.start, chunk.end, &mut part.items).is_some() {
            if waiting < at {
                // What waited stands before what has just been read.
                let read = part.items.split_off(before);
                read_chunks(text, file, &chunks[waiting..at], &mut part);
                part.items.extend(read);
            }
            waiting = at + 1;
        }
    }
    read_chunks(text, file, &chunks[waiting..], &mut part);
    part
}

/// Reads chunks with the grammar: all at once, or one by one where it refuses them.
fn read_chunks(text: &str, file: FileId, chunks: &[Chunk], part: &mut Part) {
    let mut add = |more: Part| {
        part.items.extend(more.items);
        part.diagnostics.extend(more.diagnostics);
    };
    if let Some(whole) = read_whole(text, file, chunks) {
        return add(whole);
    }
    for chunk in chunks {
        let one = read_whole(text, file, std::slice::from_ref(chunk));
        add(one.unwrap_or_else(|| recover::recover(text, file, chunk.start, chunk.end)));
    }
}

/// The items of neighbouring chunks, if the grammar accepts them.
fn read_whole(text: &str, file: FileId, chunks: &[Chunk]) -> Option<Part> {
    let (first, last) = (chunks.first()?, chunks.last()?);
    let recurses =
        |chunk: &&Chunk| ["rule", "register", "define", "kind", "extend"].iter().any(|word| text[chunk.start..].starts_with(word));
    if chunks.iter().filter(recurses).any(|chunk| nesting::too_deep(text, chunk.start..chunk.end).is_some()) {
        return None;
    }
    let nodes = grammar::parse(Rule::file, text.get(first.start..last.end)?, first.start).ok()?;
    let mut lowering = Lowering { file, text, nodes: &nodes, diagnostics: Vec::new() };
    let items = lowering.items();
    Some(Part { items, diagnostics: lowering.diagnostics })
}

/// Tells of letters that cannot be seen: of control characters once for a file, of hidden letters once for each line, unless what is `told`
/// of the form says it at the same place.
fn unseen_letters(text: &str, file: FileId, told: &[Diagnostic]) -> Vec<Diagnostic> {
    let (controls, hidden): (Vec<_>, Vec<_>) = letters::unseen_in(text).partition(|(_, _, sort)| *sort == Unseen::Control);
    let span = |at: usize, letter: char| Span::new(file, at, at + letter.len_utf8());
    let mut diagnostics = Vec::new();
    if let Some(&(at, letter, _)) = controls.first() {
        let message = match controls.len() {
            1 => "the file holds a control character".to_string(),
            count => format!("the file holds {count} control characters"),
        };
        diagnostics.push(
            Diagnostic::error(&codes::E0003, span(at, letter), message, letters::described(letter))
                .note("they cannot be seen, and can make a text look like something else than it is")
                .help("delete them; many editors show them on request"),
        );
    }
    let is_told = |place: Span| told.iter().any(|told| told.span().is_some_and(|span| span.start == place.start));
    let mut line_end = 0;
    let first_of_lines = hidden.into_iter().filter(|&(at, letter, _)| {
        let is_first = at >= line_end;
        if is_first {
            line_end = text.get(at..).and_then(|rest| rest.find('\n')).map_or(text.len(), |end| at + end);
        }
        is_first && !begins_joined_file(text, at, letter) && !is_told(span(at, letter))
    });
    diagnostics.extend(first_of_lines.take(MOST_HIDDEN).map(|(at, letter, _)| {
        let message = format!("a letter that cannot be seen: {}", letters::described(letter));
        Diagnostic::warning(&codes::E0003, span(at, letter), message, "it stands here")
            .note("a text or a name with it looks like another one without it, and is not the same")
            .help("delete it; many editors show such letters on request")
    }));
    diagnostics
}

/// Whether the letter is the mark at the start of a file that somebody joined to another one: it does no harm.
fn begins_joined_file(text: &str, at: usize, letter: char) -> bool {
    letter == '\u{feff}' && text.get(..at).is_none_or(|before| before.is_empty() || before.ends_with('\n'))
}

/// How many hidden letters of one file are told: who has more has to look for all of them anyway.
const MOST_HIDDEN: usize = 20;
