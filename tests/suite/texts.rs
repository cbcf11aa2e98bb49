//! The models of the repository, and a plain view of a text that does not use the parser it is to test.

use std::path::{Path, PathBuf};

/// A model that uses every form of the language.
pub fn sample() -> &'static str {
    include_str!("sample.sms")
}

/// Every `.sms` file of the repository that has to be free of errors of form, with its name.
pub fn models() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = vec![root.join("examples"), root.join("stdlib")];
    while let Some(folder) = open.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths {
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "sms") {
                let name = path.strip_prefix(root).unwrap_or(&path).display().to_string();
                found.push((name, std::fs::read_to_string(&path).expect("a model can be read")));
            }
        }
    }
    found.sort();
    found
}

/// A mark of the text outside of comments and texts, or the first quote of a text.
pub struct Mark {
    /// Its offset.
    pub at: usize,
    pub letter: char,
    /// The bracket that is open around it.
    pub inside: Option<char>,
    /// The other bracket of the pair.
    pub partner: Option<usize>,
    /// Just past the text, where it is a quote.
    end: usize,
}

/// A text with its marks.
pub struct Text<'a> {
    pub text: &'a str,
    pub marks: Vec<Mark>,
}

impl<'a> Text<'a> {
    pub fn new(text: &'a str) -> Text<'a> {
        let mut marks: Vec<Mark> = Vec::new();
        let mut open: Vec<(char, usize)> = Vec::new();
        let mut at = 0;
        while let Some(letter) = text[at..].chars().next() {
            let inside = open.last().map(|(bracket, _)| *bracket);
            let mut mark = Mark { at, letter, inside, partner: None, end: at + 1 };
            match letter {
                '/' if text[at..].starts_with("//") => {
                    at += text[at..].find('\n').unwrap_or(text.len() - at);
                    continue;
                }
                '"' => {
                    mark.end = end_of_text(text, at);
                    at = mark.end;
                    marks.push(mark);
                    continue;
                }
                '{' | '[' | '(' => open.push((letter, at)),
                '}' | ']' | ')' => mark.partner = open.pop().map(|(_, opened)| opened),
                _ => {}
            }
            at += letter.len_utf8();
            if "{}[]():,".contains(letter) {
                marks.push(mark);
            }
        }
        Text { text, marks }
    }

    /// The line of an offset, from 1.
    pub fn line(&self, at: usize) -> usize {
        self.text[..at].matches('\n').count() + 1
    }

    pub fn with(&self, at: usize, more: &str) -> String {
        self.with_replaced(at, at, more)
    }

    pub fn without(&self, start: usize, end: usize) -> String {
        self.with_replaced(start, end, "")
    }

    pub fn with_replaced(&self, start: usize, end: usize, more: &str) -> String {
        format!("{}{more}{}", &self.text[..start], &self.text[end..])
    }

    /// What follows `at`, past white space and comments.
    pub fn after(&self, at: usize) -> &str {
        let mut rest = self.text[at..].trim_start();
        while rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| rest[end..].trim_start());
        }
        rest
    }

    /// Whether nothing but a closing bracket follows.
    pub fn before_closing(&self, at: usize) -> bool {
        self.after(at).starts_with([']', '}', ')'])
    }

    /// Whether the line after `end` goes on with the expression before it.
    pub fn goes_on(&self, end: usize) -> bool {
        let next = self.text[end..].trim_start();
        let word = next.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next().unwrap_or_default();
        !next.starts_with('}') && !next[word.len()..].starts_with(':') || word.is_empty() && !next.starts_with('}')
    }

    /// Whether the closing bracket `mark` closes an empty list.
    pub fn is_empty_list(&self, mark: &Mark) -> bool {
        mark.partner.is_some_and(|opened| self.text[opened + 1..mark.at].trim().is_empty())
    }

    /// The end of the one-line text that begins at the mark.
    pub fn text_at(&self, mark: &Mark) -> Option<usize> {
        (mark.letter == '"' && !self.text[mark.at..].starts_with("\"\"\"")).then_some(mark.end)
    }

    /// The first word of the item whose braces the mark stands in.
    pub fn block(&self, mark: &Mark) -> &str {
        let start = self
            .marks
            .iter()
            .filter(|other| other.letter == '}' && other.partner.is_some_and(|opened| opened < mark.at && mark.at < other.at))
            .filter_map(|other| other.partner)
            .min();
        let Some(brace) = start else { return "" };
        let line = self.text[..brace].rfind('\n').map_or(0, |newline| newline + 1);
        let words = self.text[line..brace].trim_start();
        words.strip_prefix("extend ").unwrap_or(words).split_whitespace().next().unwrap_or_default()
    }
}

fn end_of_text(text: &str, start: usize) -> usize {
    if text[start..].starts_with("\"\"\"") {
        return text[start + 3..].find("\"\"\"").map_or(text.len(), |end| start + 3 + end + 3);
    }
    let bytes = text.as_bytes();
    let mut at = start + 1;
    while at < bytes.len() && bytes[at] != b'"' {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(text.len())
}
