//! Service management systems as code: the compiler behind the command `sms`.
//!
//! An organisation describes its service management system in `.sms` files. The compiler reads them as one model together with
//! a standard library written in the same language, checks them, and makes the documents that an auditor asks for. This page is the
//! architecture; each step of a compilation links to the function that does it.
//!
//! # The way of the data
//!
//! ```text
//! files -> snapshot -> syntax trees -> model -> findings -> assessment -> documents -> writers
//!                        diagnostics -- diagnostics -- diagnostics -> report
//! ```
//!
//! 1. [`workspace::load`] finds and reads the files. Only this step, the command line and `main` touch files, the clock or the environment.
//!    The texts, with those of the [`library`] that they need, are a [`workspace::Snapshot`], wherever they come from; all that follows looks at one.
//! 2. [`syntax::parse`] makes a [tree](syntax::tree) of each file. The grammar is `grammar/sms.pest`; a lexical outline cuts a file
//!    into items first, so that one fault spoils one item, and plain entities are read straight into the tree, with the grammar as the judge. The library's trees were made when the program was built
//!    ([`syntax::pack`]) and are shared by all checks of a process ([`library::parsed`]): parsing them would be most of the work of checking a small
//!    model. Nothing below eats a tree; what a model keeps of it is shared with it.
//! 3. [`analysis::analyse`] declares names, lays out kinds, places entities and resolves references: the [`model::Model`].
//! 4. [`rules::plan`] types every rule that has something to look at once, [`rules::run`] evaluates them and gives findings. What expressions cannot say, the arithmetic
//!    along what a promise rests on, they ask of [`promises`].
//! 5. [`assess`] applies waivers, keeps apart what a [baseline](assess::baseline) knows, and works out how far each requirement is met,
//!    with the lines and files that show it.
//! 6. [`artefact`] makes [documents](artefact::Document) of all that, and [`mod@write`] turns documents into Markdown, CSV or JSON.
//! 7. [`workspace::Checked::tell`] chooses what is told of a check: profile, waivers, `unless`, baseline and the names of clauses have their
//!    one place there. What is checked does not change by it. [`report`] shows diagnostics: drawn, short, as JSON, or told in sentences.
//! 8. [`answers`] put an assessment into words for those who ask where they stand, why, and what is to do.
//! 9. [`whatif`] changes texts in memory and asks all of that again: what falls with an entity, and what would turn a state.
//! 10. [`mod@format`] writes texts in one style, [`mend`] makes the edits that diagnostics carry, [`editor`] answers what an editor asks, from a
//!     check and what follows from it ([`editor::View`]), and `lsp` carries that to one.
//! 11. [`testing`] runs the tests of rules: small models, each taken through all of that, with the findings they must give.
//!
//! # What holds everywhere
//!
//! - From text to findings nothing fails: every stage gives its output *and* diagnostics, and accepts holes that earlier errors left.
//!   One fault, one message.
//! - The core knows five constructs (kind, enum, rule, register, entity) and a few [lang items](model::Lang). What a service, a clause
//!   or a finding of an auditor is stands in `stdlib/`, in the language itself; no standard is named in this crate's code.
//! - Titles, texts and documentation leave a model by a [reader](model::Reader) alone, who knows for which [audience](world::Audience): what is
//!   private is [sealed](model::Sealed) for all others, and lines of files are quoted through a [veil](source::Veil). Conditions of rules see
//!   what it says; whatever becomes words for somebody does not.
//! - What the world outside says comes in as [facts](world::Facts): the as-of date, the files on record, and who will read what is made.
//! - The same sources and as-of date give the same bytes: nothing depends on the clock, the environment or the order of a hash table.
//! - Dependencies run one way, in the order of the list above; a test keeps it so.
//!
//! # Words that the code uses in a sense of its own
//!
//! - *snapshot*: the texts of a model at one moment; edited by making another one. *Rank*: where a file stands in the order of files, which its
//!   number does not tell.
//! - *told*: said to users as a diagnostic. What is found is not always told: see [`workspace::Checked::tell`].
//! - *hole*: what an error left in a tree or a model; later stages pass over it without a word.
//! - *broken*: an entity of which something was lost that way. *Doubt*: a finding may rest on such a loss, and is not told.
//! - *origin*: whose file it is, the library's or the organisation's. *Own*: the organisation's.
//! - *path*: the full name of an entity, with what contains it. *Key*: what it is known by when the text around it changes.
//! - *slot*: a written field of an entity. *Extent*: the set that an expression starts from.
//! - *plan*: a rule or register whose names and types have been settled; *run*: its evaluation. *Hoisted*: evaluated once a run.
//! - *anchor*: where in the sources a finding, or a label of it, points. *Offer*: an edit that a finding proposes.
//! - *patience*: whether somebody still waits for the answer, which stages ask for in the midst of their work.
//! - *step*: a unit of work that is counted, so that everything ends. *Ended*: stopped because there were too many.
//! - *needless*: a finding beside one that says it already (`unless`); it still counts in statuses.
//! - *scalar*: a value that is neither text nor entity, [the same](quantity::Scalar) in trees, models and documents. *Composed*: with each
//!   accent and its letter as one, as texts are [read](source::composed).
//! - *sealed*: a text that only some may read. *Woven*: put together from texts, and sealed as soon as one of them is. *Veil*: what of the
//!   lines of files is blotted out. *Audience*: who will read.
//! - *charge*: what lowers the status of a requirement, with its reason. *On record*: known to a baseline, or a file that is there.
//! - *chain*: a promise with all that it rests on. *Carrier*: a target that stands behind it. *Ring*: parts that need each other.
//! - *torn*: a stretch of text whose brackets are not in order. *Outline*, *short way*, *recovery*: the three ways to read a text.
//! - *door*: the one place where an outside crate is used.
//!
//! # As part of another program
//!
//! Without the feature `cli`, which is on by default, the crate is the compiler alone, without the command line and what that stands on.
//! A model in memory is checked in three steps: [`workspace::load_texts`], [`workspace::check`], [`workspace::Checked::tell`]. One that is
//! edited is kept as a [`workspace::Snapshot`]: an edit gives another one, which shares all other texts and their trees, and checking it can be
//! [stopped](world::Cancel) at any time: each stage [asks now and then](world::Patience) whether somebody still waits. `tests/embedding.rs` shows both.

// The parser that pest generates names `alloc`, because pest is built without its default features.
extern crate alloc;

pub mod analysis;
pub mod answers;
pub mod artefact;
pub mod assess;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diag;
pub mod editor;
pub mod format;
pub mod library;
pub mod likeness;
#[cfg(feature = "cli")]
pub mod lsp;
pub mod mend;
pub mod model;
pub mod promises;
pub mod quantity;
pub mod report;
pub mod rules;
pub mod source;
pub mod syntax;
pub mod testing;
pub mod whatif;
pub mod workspace;
pub mod world;
pub mod write;
