//! A quick look at texts for names, without parsing them: which words stand in a text, and which names a file declares.
//!
//! `build.rs` uses it too: what library files declare and name is known before any run.

/// How much of a text counts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// Every word: for texts of the organisation, where a name too many only costs time.
    Everything,
    /// Neither comments nor texts nor the clauses that rules cite, nor what stands behind `of` as in `scope of house_rules`: for library files,
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
                match self.reading {
                    Reading::Everything => return Some(word),
                    Reading::Code if word == "clause" && bytes.get(self.at) == Some(&b':') => {
                        self.at = end_of_citation(bytes, self.at + 1)
                    }
                    Reading::Code if word == "of" && bytes.get(self.at) == Some(&b' ') => self.at = end_of_path(bytes, self.at + 1),
                    Reading::Code => return Some(word),
                }
            } else {
                self.at = match (self.reading, byte) {
                    (Reading::Code, b'/') if bytes.get(self.at + 1) == Some(&b'/') => end_of_line(bytes, self.at),
                    (Reading::Code, b'"') => end_of_text(bytes, self.at),
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

/// The offset behind the text that begins at `start`, which may be a `"""` text.
fn end_of_text(bytes: &[u8], start: usize) -> usize {
    let long = bytes.get(start..start + 3) == Some(b"\"\"\"");
    let mut at = start + if long { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' if !long => return at + 1,
            b'"' if bytes.get(at..at + 3) == Some(b"\"\"\"") => return at + 3,
            b'\n' if !long => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_begin_paths() {
        let text = "a.b // c\nd: \"e \\\" f\" clause: g.1\nclause: [g,\ng] h é1 \"\"\"i\"j\"\"\" k";
        assert_eq!(words(text, Reading::Code).collect::<Vec<_>>(), ["a", "d", "h", "é1", "k"]);
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
    fn declarations_stand_in_the_first_column() {
        let text = "// x y\n/// x y\nframework odds \"Odds\" {\n  clause 1 {}\n}\nextend kind x {}\nevidence_type late\n";
        assert_eq!(declared(text).collect::<Vec<_>>(), ["odds", "late"]);
    }
}
