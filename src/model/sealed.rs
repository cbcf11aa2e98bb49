//! Texts that not everybody may read.
//!
//! What something private says is kept as a [`Sealed`] text. Its letters can be asked about, compared, and woven into other texts, which
//! are then as private as they are; what comes out for somebody to read is decided by a [`Reader`](super::Reader) alone. So a text
//! that somebody forgets to ask a reader for is no leak: it does not compile.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

/// What stands in place of a licensed text that its readers may not see.
pub const WITHHELD: &str = "(licensed text, left out)";

/// Something that only this room may look at, whatever hands it over.
#[derive(Clone, Default)]
pub struct Guarded<T>(T);

impl<T> Guarded<T> {
    /// Puts it away.
    pub fn new(inner: T) -> Guarded<T> {
        Guarded(inner)
    }

    pub(super) fn get(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Guarded<T> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("…")
    }
}

/// What sort of text a field holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextSort {
    /// Words.
    Text,
    /// The path of a file.
    File,
    /// An address.
    Url,
}

/// A text of something private.
#[derive(Clone)]
pub struct Sealed(Arc<Contents>);

struct Contents {
    /// What it says.
    letters: Box<str>,
    /// What others see instead.
    stand_in: Cow<'static, str>,
    sort: TextSort,
}

impl Sealed {
    pub(super) fn new(letters: &str, stand_in: impl Into<Cow<'static, str>>, sort: TextSort) -> Sealed {
        Sealed(Arc::new(Contents { letters: letters.into(), stand_in: stand_in.into(), sort }))
    }

    pub(super) fn letters(&self) -> &str {
        &self.0.letters
    }

    /// What those see who may not read it.
    pub fn stand_in(&self) -> &str {
        &self.0.stand_in
    }

    /// What sort of text it is.
    pub fn sort(&self) -> TextSort {
        self.0.sort
    }

    /// The answer to a question about its letters, such as how many there are; the letters themselves are no answer.
    pub fn ask<A: Copy + 'static>(&self, question: impl FnOnce(&str) -> A) -> A {
        question(&self.0.letters)
    }

    /// The text that `make` makes of it, as private as it is.
    pub fn map(&self, make: impl Fn(&str) -> String) -> Sealed {
        Sealed::new(&make(&self.0.letters), make(&self.0.stand_in), TextSort::Text)
    }

    /// The parts that `cut` cuts it into, each as private as the whole.
    pub fn cut(&self, cut: impl Fn(&str) -> Vec<&str>) -> Vec<Sealed> {
        cut(&self.0.letters).into_iter().map(|part| Sealed::new(part, WITHHELD, TextSort::Text)).collect()
    }

    /// The letters as something to look up by.
    pub fn key(&self) -> TextKey<'static> {
        TextKey(Cow::Owned(self.0.letters.to_string()))
    }
}

impl PartialEq for Sealed {
    fn eq(&self, other: &Sealed) -> bool {
        self.0.letters == other.0.letters
    }
}

impl fmt::Debug for Sealed {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0.stand_in)
    }
}

/// The letters of a text, open or sealed, as something to compare and to look up by, but not to read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TextKey<'a>(Cow<'a, str>);

impl<'a> TextKey<'a> {
    /// The key of an open text.
    pub fn open(text: impl Into<Cow<'a, str>>) -> TextKey<'a> {
        TextKey(text.into())
    }
}

impl fmt::Debug for TextKey<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("…")
    }
}

/// A text as the model has it: open, or sealed.
#[derive(Clone, PartialEq, Debug)]
pub enum Text<'m> {
    /// Anybody may read it.
    Open(Cow<'m, str>),
    /// Not everybody may.
    Sealed(Sealed),
}

impl Text<'_> {
    /// The answer to a question about its letters.
    pub fn ask<A: Copy + 'static>(&self, question: impl FnOnce(&str) -> A) -> A {
        match self {
            Text::Open(text) => question(text),
            Text::Sealed(text) => text.ask(question),
        }
    }
}

/// A text that is put together from others; it is sealed as soon as one of them is.
#[derive(Clone, Default)]
pub struct Woven {
    letters: String,
    /// What others see instead; nothing while all of it is open.
    stand_in: Option<String>,
}

impl Woven {
    /// With nothing but open letters so far.
    pub fn open(letters: impl Into<String>) -> Woven {
        Woven { letters: letters.into(), stand_in: None }
    }

    /// Adds open letters.
    pub fn push(&mut self, letters: &str) {
        self.letters.push_str(letters);
        if let Some(stand_in) = &mut self.stand_in {
            stand_in.push_str(letters);
        }
    }

    /// Adds a sealed text.
    pub fn push_sealed(&mut self, text: &Sealed) {
        self.stand_in.get_or_insert_with(|| self.letters.clone()).push_str(text.stand_in());
        self.letters.push_str(text.letters());
    }

    /// Adds a text.
    pub fn push_text(&mut self, text: &Text) {
        match text {
            Text::Open(text) => self.push(text),
            Text::Sealed(text) => self.push_sealed(text),
        }
    }

    /// Adds another.
    pub fn append(&mut self, other: &Woven) {
        match &other.stand_in {
            None => self.push(&other.letters),
            Some(others) => {
                self.stand_in.get_or_insert_with(|| self.letters.clone()).push_str(others);
                self.letters.push_str(&other.letters);
            }
        }
    }

    /// Several as one, with `between` between them.
    pub fn joined<'w>(parts: impl IntoIterator<Item = &'w Woven>, between: &Woven) -> Woven {
        let mut whole = Woven::default();
        for (at, part) in parts.into_iter().enumerate() {
            if at > 0 {
                whole.append(between);
            }
            whole.append(part);
        }
        whole
    }

    /// The whole, done.
    pub fn text(self) -> Text<'static> {
        match self.stand_in {
            None => Text::Open(Cow::Owned(self.letters)),
            Some(stand_in) => Text::Sealed(Sealed::new(&self.letters, stand_in, TextSort::Text)),
        }
    }
}

impl From<Text<'_>> for Woven {
    fn from(text: Text<'_>) -> Woven {
        let mut woven = Woven::default();
        woven.push_text(&text);
        woven
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_woven_text_is_sealed_as_soon_as_one_part_is() {
        let mut woven = Woven::open("of ");
        woven.push("the ");
        assert!(matches!(woven.clone().text(), Text::Open(_)));
        woven.push_sealed(&Sealed::new("word", "mill.1", TextSort::Text));
        woven.push(" here");
        let Text::Sealed(sealed) = woven.text() else { unreachable!() };
        assert_eq!((sealed.letters(), sealed.stand_in()), ("of the word here", "of the mill.1 here"));
        assert_eq!(sealed.ask(str::len), 16);
        assert_eq!(format!("{sealed:?}"), "of the mill.1 here");
        let loud = sealed.map(str::to_uppercase);
        assert_eq!((loud.letters(), loud.stand_in()), ("OF THE WORD HERE", "OF THE MILL.1 HERE"));
    }
}
