//! The names of places in the page, which are the same from build to build, and the links that lead there.

use maud::{Markup, html};

use super::text;
use crate::artefact::Dossier;
use crate::artefact::document::{Document, EntityRef, Row, Section};
use crate::source::letters;
use crate::write::homes::Homes;

/// Where entities are told of: the first row of the dossier's registers that is about it.
#[derive(Debug)]
pub(super) struct Links<'a> {
    homes: Homes<'a>,
}

impl<'a> Links<'a> {
    pub(super) fn new(dossier: &'a Dossier) -> Links<'a> {
        Links { homes: Homes::new(dossier) }
    }

    /// Whether an entity is told of in this document.
    pub(super) fn is_home(&self, path: &str, document: &Document) -> bool {
        self.homes.of(path) == Some(&document.name)
    }

    /// An entity's title, which leads to where it is told of.
    pub(super) fn entity(&self, entity: &EntityRef) -> Markup {
        match self.homes.of(&entity.path) {
            Some(document) => html! { a href={ "#" (fragment(&row(document, &entity.path))) } { (text(&entity.title)) } },
            None => text(&entity.title),
        }
    }
}

/// The name of a document's place.
pub(super) fn document(document: &Document) -> String {
    shown(&document.name)
}

/// The name of a section's place.
pub(super) fn section(document: &Document, section: &Section) -> String {
    shown(&format!("{}:{}", document.name, section.anchor))
}

/// The name of the place of a row about the entity of this path.
pub(super) fn row(document: &str, path: &str) -> String {
    shown(&format!("{document}/{path}"))
}

/// The name of a row's place, where it is the first in its document that is about its entity.
pub(super) fn row_once<'a>(document: &Document, row: &'a Row, seen: &mut std::collections::BTreeSet<&'a str>) -> Option<String> {
    let about = row.about.as_deref()?;
    seen.insert(about).then(|| self::row(&document.name, about))
}

/// A name without what no name may hold: white space.
fn shown(name: &str) -> String {
    letters::shown(name).chars().map(|letter| if letter.is_whitespace() { '_' } else { letter }).collect()
}

/// A name as a link writes it.
pub(super) fn fragment(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for byte in name.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'/' | b':' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// The sign behind a heading that leads to itself, so that its address can be copied.
pub(super) fn mark(name: &str, title: &str) -> Markup {
    html! { " " a.mark href={ "#" (fragment(name)) } aria-label={ "Link to " (letters::shown(title)) } { "#" } }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_hold_no_blanks_and_links_no_odd_letters() {
        assert_eq!(row("role_list", "desk.lead"), "role_list/desk.lead");
        assert_eq!(shown("a b\u{202e}"), "a_b<U+202E>");
        assert_eq!(fragment("a/größe \"x\""), "a/gr%C3%B6%C3%9Fe%20%22x%22");
    }
}
