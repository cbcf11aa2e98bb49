//! The lines of a file that a diagnostic points into, made fit to be shown.
//!
//! An excerpt holds a few lines, whatever the size of the file. A line of megabytes is cut to a window around what is meant, and
//! control characters are replaced by their pictures, so that a file cannot write to the terminal. What a veil covers is blotted out, letter by
//! letter. Offsets and line numbers are translated, and positions stay those of the file.

use std::ops::Range;

use crate::source::{FileId, Position, SourceFile, Sources, Span, Veil, letters};

/// Some lines of one file.
#[derive(Debug)]
pub struct Excerpt {
    /// The file.
    pub file: FileId,
    /// The text of all lines, each ended by `\n`.
    pub text: String,
    /// The lines, in order.
    pub lines: Vec<Line>,
    /// The places asked for, in the order they were asked for.
    pub marks: Vec<Mark>,
}

/// A line of an excerpt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// Its number in the file, from 1.
    pub number: usize,
    /// Where it is in the excerpt's text, without its end.
    pub range: Range<usize>,
}

/// A place in an excerpt. Places of several lines end with their first line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Where it is in the excerpt's text.
    pub range: Range<usize>,
    /// Where it begins in the file.
    pub position: Position,
}

/// What stands for each letter that is not shown.
pub const BLOT: char = '█';

/// The excerpt that shows `spans`, which are of `file`, but for what `veil` covers.
pub fn excerpt(sources: &Sources, veil: &Veil, file: FileId, spans: &[Span]) -> Excerpt {
    let source = sources.file(file);
    let clipped: Vec<Clipped> = spans.iter().map(|&span| clip(source, span)).collect();
    let mut wanted: Vec<usize> = clipped.iter().map(|place| place.line).collect();
    wanted.sort_unstable();
    wanted.dedup();
    fill_gaps(&mut wanted);

    let mut excerpt = Excerpt { file, text: String::new(), lines: Vec::new(), marks: vec![Mark::default(); spans.len()] };
    for line in wanted {
        let places: Vec<(usize, &Clipped)> = clipped.iter().enumerate().filter(|(_, place)| place.line == line).collect();
        push_line(&mut excerpt, source, veil, line, &places);
    }
    excerpt
}

impl Default for Mark {
    fn default() -> Mark {
        Mark { range: 0..0, position: Position::FIRST }
    }
}

/// A span within its first line.
struct Clipped {
    line: usize,
    range: Range<usize>,
    position: Position,
}

/// Lines longer than this many bytes are cut.
const LONGEST_LINE: usize = 240;
/// How many bytes of a long line stand before what is meant.
const BEFORE: usize = 60;

fn clip(source: &SourceFile, span: Span) -> Clipped {
    let line = source.lines().line_at(span.start as usize);
    let whole = line_range(source, line);
    let start = (span.start as usize).min(whole.end);
    let range = start..(span.end as usize).clamp(start, whole.end);
    Clipped { line, range, position: source.position(span.start as usize) }
}

/// The bytes of a line without its end.
fn line_range(source: &SourceFile, line: usize) -> Range<usize> {
    let start = source.lines().start(line, source.text());
    let end = source.lines().start(line + 1, source.text());
    let text = source.text().get(start..end).unwrap_or_default();
    let text = text.strip_suffix('\n').unwrap_or(text);
    let text = text.strip_suffix('\r').unwrap_or(text);
    start..start + text.len()
}

/// Adds lines between distant ones, so that the numbering in the excerpt shows where lines are left out: a gap of one line is shown, a
/// longer one takes two lines that are never drawn.
fn fill_gaps(lines: &mut Vec<usize>) {
    let gaps: Vec<usize> = lines
        .windows(2)
        .flat_map(|pair| match *pair {
            [left, right] => left + 1..right.min(left + 3),
            _ => 0..0,
        })
        .collect();
    lines.extend(gaps);
    lines.sort_unstable();
}

fn push_line(excerpt: &mut Excerpt, source: &SourceFile, veil: &Veil, line: usize, places: &[(usize, &Clipped)]) {
    let whole = line_range(source, line);
    let focus = places.iter().map(|(_, place)| place.range.start).min().unwrap_or(whole.start);
    let window = window(source.text(), &whole, focus);
    let start = excerpt.text.len();
    if window.start > whole.start {
        excerpt.text.push('…');
    }
    // Where the bounds of the places come to lie, found while the letters are written.
    let mut bounds: Vec<(usize, usize)> = Vec::new();
    let wanted: Vec<usize> = places.iter().flat_map(|(_, place)| [place.range.start, place.range.end]).collect();
    let text = source.text().get(window.clone()).unwrap_or_default();
    let unseen: Vec<usize> = letters::unseen_in(text).map(|(offset, _, _)| offset).collect();
    for (offset, letter) in text.char_indices() {
        let at = window.start + offset;
        if wanted.iter().any(|&bound| (at..at + letter.len_utf8()).contains(&bound)) {
            bounds.extend((at..at + letter.len_utf8()).map(|byte| (byte, excerpt.text.len())));
        }
        if veil.covers(excerpt.file, at) && letter != '\t' {
            excerpt.text.push(BLOT);
        } else if unseen.contains(&offset) || letter == '\r' {
            excerpt.text.push_str(&letters::sign(letter));
        } else {
            excerpt.text.push(letter);
        }
    }
    let end = excerpt.text.len();
    let locate = |bound: usize| {
        if bound < window.start {
            return start;
        }
        bounds.iter().find(|(byte, _)| *byte == bound).map_or(end, |(_, shown)| *shown)
    };
    for (number, place) in places {
        let range = locate(place.range.start)..locate(place.range.end);
        if let Some(mark) = excerpt.marks.get_mut(*number) {
            *mark = Mark { range, position: place.position };
        }
    }
    if window.end < whole.end {
        excerpt.text.push('…');
    }
    excerpt.lines.push(Line { number: line + 1, range: start..excerpt.text.len() });
    excerpt.text.push('\n');
}

/// The part of the line `whole` that is shown when `focus` matters.
fn window(text: &str, whole: &Range<usize>, focus: usize) -> Range<usize> {
    if whole.len() <= LONGEST_LINE {
        return whole.clone();
    }
    let start = boundary(text, focus.saturating_sub(BEFORE).max(whole.start));
    // A cut that would leave out a few letters only is not worth its sign.
    let start = if start < whole.start + 4 { whole.start } else { start };
    start..boundary(text, (start + LONGEST_LINE).min(whole.end))
}

/// The start of the character that holds the byte at `offset`.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Origin;

    fn show(text: &str, spans: &[Range<usize>]) -> (String, Vec<String>) {
        let mut sources = Sources::new();
        let file = sources.add("a.sms", text, Origin::Model);
        let spans: Vec<Span> = spans.iter().map(|range| Span::new(file, range.start, range.end)).collect();
        let excerpt = excerpt(&sources, &Veil::default(), file, &spans);
        let marks = excerpt.marks.iter().map(|mark| excerpt.text[mark.range.clone()].to_owned()).collect();
        (excerpt.text, marks)
    }

    #[test]
    fn lines_are_taken_whole_and_without_their_ends() {
        let (text, marks) = show("a\r\nbee\r\nc", &[3..6, 0..8]);
        assert_eq!(text, "a\nbee\n");
        assert_eq!(marks, ["bee", "a"]);
    }

    #[test]
    fn what_is_covered_is_blotted_out_and_places_stay() {
        let mut sources = Sources::new();
        let file = sources.add("a.sms", "a \"né t\": x", Origin::Model);
        let mut veil = Veil::default();
        veil.cover(file, [3..5, 5..8]);
        let excerpt = excerpt(&sources, &veil, file, &[Span::new(file, 11, 12), Span::new(file, 2, 9)]);
        assert_eq!(excerpt.text, "a \"████\": x\n");
        let marks: Vec<&str> = excerpt.marks.iter().map(|mark| &excerpt.text[mark.range.clone()]).collect();
        assert_eq!(marks, ["x", "\"████\""]);
    }

    #[test]
    fn gaps_keep_distant_lines_apart() {
        let (text, _) = show("a\nb\nc\nd\ne\nf", &[0..1, 10..11]);
        assert_eq!(text, "a\nb\nc\nf\n");
        let (text, _) = show("a\nb\nc", &[0..1, 4..5]);
        assert_eq!(text, "a\nb\nc\n");
    }

    #[test]
    fn long_lines_are_cut_around_what_is_meant() {
        let line = format!("{}name{}", "é".repeat(500_000), "x".repeat(500_000));
        let (text, marks) = show(&line, &[1_000_000..1_000_004, 1_500_000..1_500_001, 0..1]);
        assert!(text.len() < 300, "{}", text.len());
        assert_eq!(marks[0], "");
        let (text, marks) = show(&line, std::slice::from_ref(&(1_000_000..1_000_004)));
        assert!(text.starts_with("…é") && text.ends_with("x…\n"), "{text}");
        assert_eq!(marks, ["name"]);
    }

    #[test]
    fn control_characters_are_pictures() {
        let (text, marks) = show("a\x1b\u{202e}b\tc", &[1..2, 2..5]);
        assert_eq!(text, "a␛<U+202E>b\tc\n");
        assert_eq!(marks, ["␛", "<U+202E>"]);
    }

    #[test]
    fn the_end_of_the_text_is_a_place() {
        assert_eq!(show("", std::slice::from_ref(&(0..0))), ("\n".to_owned(), vec![String::new()]));
        assert_eq!(show("a\n", std::slice::from_ref(&(2..2))), ("\n".to_owned(), vec![String::new()]));
    }
}
