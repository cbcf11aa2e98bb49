//! Keys of entities without a name: what they are known by when the text around them changes.
//!
//! ```text
//! sla care { target { measure: availability } }      care.target#9d1f04c2
//! ```
//!
//! The path of such an entity counts its siblings (`care.target#1`) and so moves when one is put before it. Its key is made of what stands
//! in it, blanks and comments left out: whoever changes that has another entity, of which nothing is known yet.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use super::entities::Placed;
use crate::model::{EntityId, MADE_UP, can_be_written};
use crate::source::Sources;

/// The keys of all entities that have no name, or that stand in one without; those of `rows` are given, as far as they are not alike.
pub(super) fn of_nameless(sources: &Sources, placed: &Placed, rows: Vec<(EntityId, Arc<str>)>) -> FxHashMap<EntityId, Arc<str>> {
    let mut keys: FxHashMap<EntityId, Arc<str>> = FxHashMap::default();
    let mut taken: FxHashMap<Arc<str>, u32> = FxHashMap::default();
    let mut enter = |keys: &mut FxHashMap<EntityId, Arc<str>>, id: EntityId, key: Arc<str>| {
        let count = taken.entry(key.clone()).or_default();
        *count += 1;
        let key = if *count == 1 { key } else { format!("{key}{MADE_UP}{count}").into() };
        keys.insert(id, key);
    };
    for (index, (entity, node)) in placed.entities.iter().zip(&placed.nodes).enumerate() {
        if can_be_written(&entity.path) {
            continue;
        }
        // Nesting by number changes what contains an entity and not its path, and among those without a name there is none.
        let above = entity.parent.map(|(parent, _)| parent);
        let above = above.map(|parent| keys.get(&parent).map_or(&*placed.entities[parent.index()].path, |key| key));
        let own = match node.id {
            Some(id) => sources.text(id.span).to_owned(),
            None => format!("{}{MADE_UP}{:08x}", sources.text(node.kind.span), mark(sources.text(node.span))),
        };
        let key: Arc<str> = match above {
            Some(above) => format!("{above}.{own}").into(),
            None => own.into(),
        };
        enter(&mut keys, EntityId(index as u32), key);
    }
    rows.into_iter().for_each(|(id, key)| enter(&mut keys, id, key));
    keys
}

/// A mark of what `text` says: the same on every machine and in every release, whatever blanks and comments stand in it.
fn mark(text: &str) -> u32 {
    let mut mark = Mark::new();
    let mut rest = text;
    let mut apart = false;
    let mut after_word = false;
    while let Some(letter) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            apart = true;
            rest.find('\n').unwrap_or(rest.len())
        } else if letter == '"' {
            let length = text_length(rest);
            mark.add(&rest.as_bytes()[..length]);
            (apart, after_word) = (false, false);
            length
        } else {
            if letter.is_whitespace() {
                apart = true;
            } else {
                // Two words are not one, but blanks around signs say nothing.
                let in_word = unicode_ident::is_xid_continue(letter);
                if apart && in_word && after_word {
                    mark.add(b" ");
                }
                after_word = in_word;
                apart = false;
                mark.add(&rest.as_bytes()[..letter.len_utf8()]);
            }
            letter.len_utf8()
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    mark.sum()
}

/// How many bytes the text in quotes at the start of `rest` has.
fn text_length(rest: &str) -> usize {
    let quotes = if rest.starts_with("\"\"\"") { "\"\"\"" } else { "\"" };
    let mut at = quotes.len();
    while let Some(letter) = rest.get(at..).and_then(|rest| rest.chars().next()) {
        if rest[at..].starts_with(quotes) {
            return at + quotes.len();
        }
        at += letter.len_utf8();
        if letter == '\\' {
            at += rest.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        }
    }
    rest.len()
}

/// The sum known as FNV-1a.
pub(super) struct Mark(u64);

impl Mark {
    /// Of nothing so far.
    pub fn new() -> Mark {
        Mark(0xcbf2_9ce4_8422_2325)
    }

    /// The sum in half its length.
    pub fn sum(&self) -> u32 {
        (self.0 ^ (self.0 >> 32)) as u32
    }

    pub fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_and_comments_make_no_difference_and_all_else_does() {
        let written = mark("target { measure: availability, at_least: 99% }");
        assert_eq!(mark("target {\n  measure: availability // as agreed\n, at_least:99%\n}"), written);
        for other in [
            "target { measure: availability, at_least: 98% }",
            "target { measure: avail ability, at_least: 99% }",
            "target \"\" { measure: availability, at_least: 99% }",
        ] {
            assert_ne!(mark(other), written, "{other}");
        }
        // Within a text every blank counts, and nothing there is a comment.
        assert_ne!(mark("t \"a  b\""), mark("t \"a b\""));
        assert_ne!(mark("t \"a // b\""), mark("t \"a \""));
        assert_eq!(mark("t \"a\\\" // b\" // c"), mark("t \"a\\\" // b\""));
        // Whatever is cut off, nothing is out of bounds.
        for text in ["\"", "\"\\", "\"\"\"é", "//", "é \"é"] {
            mark(text);
        }
    }
}
