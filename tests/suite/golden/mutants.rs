//! Small models that somebody wrote, with two or three facts changed: a field less, another day, another figure, a yes that becomes a no.
//! They stay near the conditions of the rules they were written for, where a rewritten rule is most likely to differ.

use super::draw::Draw;

/// A part of a text that can be changed.
enum Part {
    /// `name: value`, to be left out.
    Field(std::ops::Range<usize>),
    /// A day, a number, `true` or `false`, to be replaced.
    Word(std::ops::Range<usize>),
}

/// The text with some facts changed.
pub fn mutant(text: &str, draw: Draw) -> String {
    let mut text = text.to_owned();
    for turn in 0..2 + draw.below(2) {
        let draw = draw.nth(turn);
        let parts = parts(&text);
        match draw.one_of(&parts) {
            None => return text,
            Some(Part::Field(range)) => text.replace_range(range.clone(), ""),
            Some(Part::Word(range)) => {
                let word = changed(text.get(range.clone()).unwrap_or_default(), draw.of("change"));
                text.replace_range(range.clone(), &word);
            }
        }
    }
    text
}

fn changed(word: &str, draw: Draw) -> String {
    if word == "true" || word == "false" {
        return (word == "false").to_string();
    }
    if let [year, month, day] = word.split('-').collect::<Vec<_>>()[..] {
        let year: usize = year.parse().unwrap_or(2026);
        return match draw.below(4) {
            0 => format!("{}-{month}-{day}", year - 1),
            1 => format!("{}-{month}-{day}", year + 1),
            2 => format!("{year}-{month}-{}", if day == "15" { "16" } else { "15" }),
            _ => "2026-11-22".to_owned(),
        };
    }
    let number: usize = word.parse().unwrap_or(1);
    [number + 1, number * 2, number / 2].get(draw.below(3)).map(usize::to_string).unwrap_or_default()
}

/// The parts of a text outside of its texts and comments.
fn parts(text: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut at = 0;
    // Where a field that has begun started, and how deep in brackets its value is.
    let mut field: Option<(usize, usize)> = None;
    while let Some(letter) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let mut step = letter.len_utf8();
        match letter {
            '"' => step = 1 + rest.get(1..).and_then(|rest| rest.find('"')).map_or(rest.len() - 1, |end| end + 1),
            '/' if rest.starts_with("//") => step = rest.find('\n').unwrap_or(rest.len()),
            '[' => field = field.map(|(start, depth)| (start, depth + 1)),
            ']' => field = field.map(|(start, depth)| (start, depth.saturating_sub(1))),
            ',' | '\n' | '}' => {
                if let Some((start, 0)) = field {
                    parts.push(Part::Field(start..at));
                    field = None;
                }
            }
            _ if is_word(letter) => {
                step = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
                let word = rest.get(..step).unwrap_or_default();
                if rest.get(step..).is_some_and(|rest| rest.starts_with(": ")) {
                    field = Some((at, 0));
                } else if word == "true" || word == "false" || word.chars().all(|letter| letter.is_ascii_digit() || letter == '-') {
                    parts.push(Part::Word(at..at + step));
                }
            }
            _ => {}
        }
        at += step;
    }
    parts
}

fn is_word(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_' || letter == '-'
}
