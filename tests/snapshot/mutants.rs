//! Edits of the kinds that people make, some of them in the middle of typing.

use crate::shown::Texts;

/// Numbers that look thrown, and are the same in every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % end.max(1)
    }

    pub fn one_of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// What is typed somewhere: among it words that bring in files of the library, and letters of which two make one.
const TYPED: [&str; 16] = [
    "x",
    "{",
    "}",
    "\"",
    " ",
    "é",
    "e\u{301}",
    "\n",
    "\r\n",
    "[",
    "/",
    " cmmi_svc ",
    " iso20000.9.2 ",
    "\nrole chief\n",
    "\nservice mail {\n}\n",
    "\nframework own \"Own\" { private: true clause 1 \"One\" }\n",
];

/// What becomes of a file.
pub enum Edit {
    /// It has this text now.
    Text(String, String),
    /// It is gone.
    Gone(String),
    /// It has another name.
    Renamed(String, String),
}

/// An edit of the model that stands there; `original` is the one that it began as.
pub fn edit(now: &Texts, original: &Texts, dice: &mut Dice) -> Edit {
    let names: Vec<&String> = original.keys().chain(now.keys().filter(|name| !original.contains_key(*name))).collect();
    let name = (*dice.one_of(&names)).clone();
    let Some(before) = now.get(&name) else {
        return Edit::Text(name.clone(), original.get(&name).cloned().unwrap_or_default());
    };
    match dice.below(24) {
        0 => Edit::Gone(name),
        1 => Edit::Renamed(name, (*dice.one_of(&["zz.sms", "a/aa.sms", "m.sms"])).to_owned()),
        2 => {
            // The text of another file, as after a copy: everything in it is there twice.
            let other = now.get(*dice.one_of(&names)).cloned().unwrap_or_default();
            Edit::Text(name, other)
        }
        _ => {
            let text = mutant(before, original.get(&name).map_or("", String::as_str), dice);
            Edit::Text(name, text)
        }
    }
}

/// Something typed, a letter gone, lines in each other's place, a line gone or there twice, or the text as it was at the start.
fn mutant(text: &str, original: &str, dice: &mut Dice) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    match dice.below(8) {
        0 | 1 => {
            let at = places.get(dice.below(places.len() + 1)).copied().unwrap_or(text.len());
            format!("{}{}{}", &text[..at], dice.one_of(&TYPED), &text[at..])
        }
        2 if !places.is_empty() => {
            let mut text = text.to_owned();
            text.remove(*dice.one_of(&places));
            text
        }
        3 if lines.len() > 1 => {
            let (one, other) = (dice.below(lines.len()), dice.below(lines.len()));
            lines.swap(one, other);
            lines.join("\n")
        }
        4 if !lines.is_empty() => {
            lines.remove(dice.below(lines.len()));
            lines.join("\n")
        }
        5 if !lines.is_empty() => {
            let at = dice.below(lines.len());
            lines.insert(at, lines[at]);
            lines.join("\n")
        }
        _ => original.to_owned(),
    }
}
