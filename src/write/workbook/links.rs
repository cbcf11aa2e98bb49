//! Where cells lead: to rows of other sheets, to files beside the model, and out to the web.

use rustc_hash::FxHashMap;

use super::limits::{LONGEST_ADDRESS, Limits};
use super::{Planned, Shows, sheet};
use crate::artefact::Dossier;
use crate::artefact::document::Document;
use crate::write::homes::Homes;

/// Where entities are told of, and where files lie.
pub(super) struct Links<'a> {
    homes: Homes<'a>,
    /// By document and entity: a sheet and the row in it, from 0.
    rows: FxHashMap<(&'a str, &'a str), (&'a str, u32)>,
    beside: Option<&'a str>,
}

impl<'a> Links<'a> {
    pub fn new(dossier: &'a Dossier, sheets: &'a [Planned<'a>], beside: Option<&'a str>, limits: &Limits) -> Links<'a> {
        let mut rows = FxHashMap::default();
        for planned in sheets {
            let Shows::Table(table) = planned.shows else { continue };
            for (place, row) in (sheet::FIRST_ROW..).zip(table.rows.iter().take(limits.room())) {
                if let Some(about) = &row.about {
                    rows.entry((&*planned.document.name, &**about)).or_insert((&*planned.name, place));
                }
            }
        }
        Links { homes: Homes::new(dossier), rows, beside }
    }

    /// The place that tells of the entity of this path.
    pub fn to(&self, path: &str) -> Option<(&'a str, u32)> {
        let document = self.homes.of(path)?;
        self.rows.get(&(document, path)).copied()
    }

    /// Whether an entity is told of in this document: its row does not lead to itself.
    pub fn is_home(&self, path: &str, document: &Document) -> bool {
        self.homes.of(path) == Some(&document.name)
    }

    /// The address of a file that the model names by this path.
    pub fn file(&self, path: &str) -> Option<String> {
        let beside = self.beside?;
        let address = format!("{beside}{path}");
        (stays_below(path) && address.len() <= LONGEST_ADDRESS && is_plain(&address)).then_some(address)
    }
}

/// Whether a path stays in the folder that it starts from.
fn stays_below(path: &str) -> bool {
    !path.is_empty() && path.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

/// Whether every program takes a path for what it is: signs that mean something in an address would be read in two ways.
fn is_plain(path: &str) -> bool {
    path.chars().all(|letter| letter.is_alphanumeric() || matches!(letter, '/' | '.' | '-' | '_' | ' ' | '(' | ')' | ',' | '+'))
}

/// Whether an address leads to the web or to a mailbox, and nowhere else.
pub(super) fn leads_out(address: &str) -> bool {
    // What the format does not take as it is would be taken for something else.
    let is_plain = address.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'"' | b'<' | b'>' | b'`' | b'\\' | b'^'));
    ["https://", "http://", "mailto:"].iter().any(|scheme| address.starts_with(scheme))
        && is_plain
        && address.len() <= LONGEST_ADDRESS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lead_to_the_web_only() {
        assert!(leads_out("https://docs.example/x") && leads_out("mailto:desk@firm.example"));
        for address in [
            "file:///etc/passwd",
            "internal:Sheet!A1",
            "external:x.exe",
            "javascript:x",
            "https://a b",
            "docs.example",
            "MAILTO:x",
            "https://a\u{202e}b",
        ] {
            assert!(!leads_out(address), "{address}");
        }
    }

    #[test]
    fn files_lie_below_the_model() {
        let links = Links { homes: Homes::default(), rows: FxHashMap::default(), beside: Some("../") };
        assert_eq!(links.file("records/größe 1.csv").as_deref(), Some("../records/größe 1.csv"));
        for path in ["../x", "/etc/passwd", "a/../../x", "a//b", "C:/x", "a\\b", "a%2e%2e", "a#b", "", "a?b", "a\u{202e}b"] {
            assert_eq!(links.file(path), None, "{path}");
        }
        assert_eq!(Links { beside: None, ..links }.file("a.csv"), None);
    }
}
