//! What sheets are called.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::cells::legible;

/// The most letters of a name, counted as UTF-16 does.
const LONGEST: usize = 31;

/// The names given so far, in small letters: two names must differ in more than capitals.
#[derive(Default, Debug)]
pub(super) struct SheetNames(BTreeSet<String>);

impl SheetNames {
    /// A name that no sheet has, as near to `title` as the format allows.
    pub fn take(&mut self, title: &str) -> String {
        let fit = fit(title);
        let mut number = 1_usize;
        loop {
            let behind = if number == 1 { String::new() } else { format!(" ({number})") };
            let name = format!("{}{behind}", beginning(&fit, LONGEST - behind.len()));
            // Excel keeps this name for itself.
            if !name.eq_ignore_ascii_case("history") && self.0.insert(name.to_lowercase()) {
                return name;
            }
            number += 1;
        }
    }
}

/// The title without what no name of a sheet may have; never empty.
fn fit(title: &str) -> String {
    let plain: String = legible(title)
        .chars()
        .map(|letter| if matches!(letter, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\n' | '\t' | '\r') { ' ' } else { letter })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let name = words.join(" ");
    let name = name.trim_matches('\'');
    if name.is_empty() { "Sheet".to_owned() } else { name.to_owned() }
}

/// As much of a name as has room, up to the end of a word where one ends in time, with a sign that it goes on.
fn beginning(name: &str, room: usize) -> Cow<'_, str> {
    if name.encode_utf16().count() <= room {
        return Cow::Borrowed(name);
    }
    let kept = as_much(name, room - 1);
    let kept = match kept.rfind(' ') {
        // The word that is cut ends there by itself.
        _ if name.get(kept.len()..).is_some_and(|rest| rest.starts_with(' ')) => kept,
        Some(blank) if blank >= kept.len() * 3 / 5 => kept.get(..blank).unwrap_or(kept),
        Some(_) | None => kept,
    };
    Cow::Owned(format!("{}…", kept.trim_end_matches([' ', '\'', ',', '-'])))
}

/// As much of a name as has room.
fn as_much(name: &str, room: usize) -> &str {
    let mut taken = 0;
    let end = name
        .char_indices()
        .find(|(_, letter)| {
            taken += letter.len_utf16();
            taken > room
        })
        .map_or(name.len(), |(at, _)| at);
    name.get(..end).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_fit_and_unlike_each_other() {
        let mut names = SheetNames::default();
        assert_eq!(names.take("Role list"), "Role list");
        assert_eq!(names.take("ROLE LIST"), "ROLE LIST (2)");
        assert_eq!(names.take("a/b: [c]?"), "a b c");
        assert_eq!(names.take("'"), "Sheet");
        assert_eq!(names.take("History"), "History (2)");
        let long = "Interested parties and what each of them needs";
        assert_eq!(names.take(long), "Interested parties and what…");
        assert_eq!(names.take(long), "Interested parties and… (2)");
        assert_eq!(names.take("RACI Service availability management"), "RACI Service availability…");
        assert_eq!(names.take("Nonconformities and corrective actions"), "Nonconformities and corrective…");
        assert_eq!(names.take("Donaudampfschifffahrtsgesellschaften"), "Donaudampfschifffahrtsgesellsc…");
        // A letter outside the first plane counts twice.
        assert_eq!(names.take(&"\u{1f600}".repeat(20)).encode_utf16().count(), 31);
        assert_eq!(names.take("it's 'quoted'"), "it's 'quoted");
    }
}
