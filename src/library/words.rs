//! A quick look at texts for names, without parsing them: which words stand in a text, and which names a file declares.
//!
//! `build.rs` uses it too: what library files declare and name is known before any run.

use crate::syntax::text_end;

/// How much of a text counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// Every word: for texts of the organisation, where a name too many only costs time.
    Everything,
    /// Neither comments nor texts nor the clauses that rules cite and the evidence that registers are, nor what stands behind `of` as in `scope of house_rules`: for library files,
    /// which speak of standards that a model need not load.
    Code,
}

/// The names in `text` that may begin a path, in order: words that do not follow a dot.
pub fn words(text: &str, reading: Reading) -> Words<'_> {
    Words { text, at: 0, reading }
}

/// The iterator that [`words`] gives.
pub struct Words<'a> {
    text: &'a str,
    at: usize,
    reading: Reading,
}

impl<'a> Iterator for Words<'a> {
    type Item = &'a str;

    fn next(&mut self) -> Option<&'a str> {
        let bytes = self.text.as_bytes();
        loop {
            let byte = *bytes.get(self.at)?;
            if is_word(byte) {
                let start = self.at;
                self.at = end_of_word(bytes, start);
                if start > 0 && bytes.get(start - 1) == Some(&b'.') {
                    continue;
                }
                let word = self.text.get(start..self.at)?;
                if self.reading == Reading::Code && word == "r" && bytes.get(self.at) == Some(&b'"') {
                    // No name, but the beginning of a text such as `r"\d+"`.
                    continue;
                }
                match self.reading {
                    Reading::Everything => return Some(word),
                    Reading::Code if matches!(word, "clause" | "shows") && bytes.get(self.at) == Some(&b':') => {
                        self.at = end_of_citation(bytes, self.at + 1)
                    }
                    Reading::Code if word == "of" && bytes.get(self.at) == Some(&b' ') => self.at = end_of_path(bytes, self.at + 1),
                    Reading::Code => return Some(word),
                }
            } else {
                self.at = match (self.reading, byte) {
                    (Reading::Code, b'/') if bytes.get(self.at + 1) == Some(&b'/') => end_of_line(bytes, self.at),
                    (Reading::Code, b'"') => end_of_text(self.text, self.at),
                    (Reading::Code | Reading::Everything, _) => self.at + 1,
                };
            }
        }
    }
}

/// The names that a file declares at top level: the second word of every line that is not indented and does not extend.
///
/// Library files are formatted, so nothing else begins in the first column.
pub fn declared(text: &str) -> impl Iterator<Item = &str> {
    let heads =
        text.lines().filter(|line| line.as_bytes().first().is_some_and(|&byte| is_word(byte)) && !line.starts_with("extend "));
    heads.filter_map(|line| words(line, Reading::Code).nth(1))
}

/// For each of several texts the names it declares, and the places of the texts that it names, each once, in the order named.
///
/// What the texts for which `triggers` is false declare calls for nothing.
pub fn cross_reference<'a>(texts: &[&'a str], triggers: &[bool]) -> (Vec<Vec<&'a str>>, Vec<Vec<usize>>) {
    let declared: Vec<Vec<&str>> = texts.iter().map(|text| declared(text).collect()).collect();
    let mut places = std::collections::HashMap::new();
    for (place, names) in declared.iter().enumerate().filter(|(place, _)| triggers.get(*place) == Some(&true)) {
        for name in names {
            places.entry(*name).or_insert(place);
        }
    }
    let named = texts
        .iter()
        .map(|text| {
            let mut named = Vec::new();
            for place in words(text, Reading::Code).filter_map(|word| places.get(word)) {
                if !named.contains(place) {
                    named.push(*place);
                }
            }
            named
        })
        .collect();
    (declared, named)
}

fn is_word(byte: u8) -> bool {
    WORD[usize::from(byte)]
}

/// Which bytes stand in words, as a table: every byte of every model is asked about.
static WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = (byte as u8).is_ascii_alphanumeric() || byte == b'_' as usize || byte >= 0x80;
        byte += 1;
    }
    table
};

fn end_of_word(bytes: &[u8], start: usize) -> usize {
    let mut end = start;
    while bytes.get(end).is_some_and(|&byte| is_word(byte)) {
        end += 1;
    }
    end
}

fn end_of_line(bytes: &[u8], start: usize) -> usize {
    bytes.iter().skip(start).position(|&byte| byte == b'\n').map_or(bytes.len(), |length| start + length)
}

/// The offset behind the name that begins at `start`; a path goes on with words that begin no path.
fn end_of_path(bytes: &[u8], start: usize) -> usize {
    if bytes.get(start).is_some_and(|&byte| is_word(byte)) { end_of_word(bytes, start) } else { start }
}

/// The offset behind what a rule cites: the line, or a list over several lines.
fn end_of_citation(bytes: &[u8], start: usize) -> usize {
    let mut rest = bytes.iter().enumerate().skip(start).skip_while(|(_, byte)| **byte == b' ');
    match rest.next() {
        Some((_, b'[')) => rest.find(|(_, byte)| **byte == b']').map_or(bytes.len(), |(at, _)| at),
        Some((at, _)) => end_of_line(bytes, at),
        None => bytes.len(),
    }
}

/// The offset behind the text that begins at `start`: to the end of the line, or of everything, where its closing quotes are missing.
fn end_of_text(text: &str, start: usize) -> usize {
    text_end(text, start).unwrap_or_else(|| match text[start..].starts_with("\"\"\"") {
        true => text.len(),
        false => end_of_line(text.as_bytes(), start),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_paths() {
        let text = "a.b // c\nd: \"e \\\" f\" clause: g.1\nclause: [g,\ng] h é1 \"\"\"i\"j\"\"\" k";
        assert_eq!(words(text, Reading::Code).collect::<Vec<_>>(), ["a", "d", "h", "é1", "k"]);
        assert_eq!(words("r r\"a \\\" b\" c.r", Reading::Code).collect::<Vec<_>>(), ["r", "c"]);
        assert_eq!(
            words("s in scope of g.8 where of: a", Reading::Code).collect::<Vec<_>>(),
            ["s", "in", "scope", "where", "of", "a"]
        );
        assert_eq!(
            words(text, Reading::Everything).collect::<Vec<_>>(),
            ["a", "c", "d", "e", "f", "clause", "g", "clause", "g", "g", "h", "é1", "i", "j", "k"]
        );
    }

    #[test]
    fn texts_end_where_the_grammar_has_it() {
        use crate::source::{Origin, Sources};
        use crate::syntax::tree::Item;
        let signs = ["\"", "\\", "\n", "b", "\"\"\"", "é"];
        let mut compared = 0;
        for made in 0..signs.len().pow(6) {
            let inside: String = (0..6).map(|place| signs[made / signs.len().pow(place) % signs.len()]).collect();
            let text = format!("a \"{inside}{{ c: d }}");
            let mut sources = Sources::new();
            let file = sources.add("", text.as_str(), Origin::Library);
            let Some(parsed) = crate::syntax::parse_by_grammar(&sources, file) else { continue };
            let [Item::Entity(entity)] = parsed.tree.items.as_slice() else { continue };
            // Whatever the text holds, nothing of it is a word.
            let end = text.trim_end_matches("{ c: d }").trim_end().len();
            assert_eq!(entity.title.map(|title| title.span.range()), Some(2..end), "{text}");
            assert_eq!(words(&text, Reading::Code).collect::<Vec<_>>(), ["a", "c", "d"], "{text}");
            compared += 1;
        }
        assert!(compared > 1_000, "only {compared} texts are in order: the test says little");
        let open = |text| words(text, Reading::Code).collect::<Vec<_>>();
        assert_eq!((open("a \"b\\\nc"), open("a \"\"\"b\\\n c")), (vec!["a", "c"], vec!["a"]));
    }

    #[test]
    fn declarations_stand_in_the_first_column() {
        let text = "// x y\n/// x y\nframework odds \"Odds\" {\n  clause 1 {}\n}\nextend kind x {}\nevidence_type late\n";
        assert_eq!(declared(text).collect::<Vec<_>>(), ["odds", "late"]);
    }
}
