//! `sms lsp`: the language server, which speaks the protocol of editors over standard input and output.
//!
//! The server is a view. It holds the texts of each model as a [`Snapshot`](crate::workspace::Snapshot), and the last [check](crate::workspace::Checked)
//! of it; an edit makes another snapshot, in which one file is parsed anew, and stops the check that is under way. What is answered comes from
//! [`editor`](crate::editor), [`format`](mod@crate::format) and [`mend`](crate::mend); here it becomes messages. Places are turned into lines and columns in `place`
//! alone, in UTF-8 or UTF-16 as the client asks.
//!
//! ```text
//! client -> notes     texts as they are being edited; after a moment without more a check begins, on a thread of its own
//!        -> requests  from the text alone at once; completion from the text and the last check; all else when the text as it stands is checked
//!        <- answers, diagnostics
//! ```

// An editor's texts come from the disk and from a clock that waits for more typing.
#![allow(clippy::disallowed_methods)]

mod answers;
mod capabilities;
mod client;
mod commands;
mod library;
mod models;
mod notes;
mod place;
mod requests;
mod scene;
mod server;

pub use server::serve;
