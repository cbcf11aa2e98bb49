//! Where texts, words and lines end: the little that the outline and recovery must agree on.

/// Where a text literal ends, and how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct TextEnd {
    /// Offset just past it.
    pub at: usize,
    /// Whether its closing quotes are there.
    pub closing: Closing,
}

/// Whether the closing quotes of a text are there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Closing {
    /// They are.
    Present,
    /// They are not; the end was guessed.
    Missing,
}

/// The end of the text literal whose opening quotes stand at `start`, as the grammar has it; `None` where its closing quotes are missing.
pub(crate) fn text_end(text: &str, start: usize) -> Option<usize> {
    if text[start..].starts_with("\"\"\"") {
        return text[start + 3..].find("\"\"\"").map(|at| start + 3 + at + 3);
    }
    let bytes = text.as_bytes();
    let mut at = start + 1;
    loop {
        match bytes.get(at)? {
            b'"' => return Some(at + 1),
            b'\n' => return None,
            b'\\' if bytes.get(at + 1) != Some(&b'\n') => at += 2,
            _ => at += 1,
        }
    }
}

/// The same where the grammar has refused what stands here, or cannot accept it: so a guess does no harm.
pub(super) fn likely_text_end(text: &str, start: usize) -> TextEnd {
    let block = text[start..].starts_with("\"\"\"");
    let guessed = match text_end(text, start) {
        Some(end) if block => return TextEnd { at: end, closing: Closing::Present },
        Some(end) => match swallowed_end(text, start, end - 1) {
            Some(guessed) => guessed,
            None => return TextEnd { at: end, closing: Closing::Present },
        },
        None if block => open_block_end(text, start),
        None => open_line_end(text, start),
    };
    TextEnd { at: guessed, closing: Closing::Missing }
}

/// Where the text that begins at `start` was to end, if the quotes at `close` look like the opening ones of another text:
/// `"Title { note: "other" }`. Only an odd number of quotes on the line makes this worth a thought.
fn swallowed_end(text: &str, start: usize, close: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let opens = matches!(bytes[close - 1], b' ' | b'[' | b'(' | b':' | b'=')
        && bytes
            .get(close + 1)
            .is_some_and(|next| !next.is_ascii_whitespace() && !matches!(next, b',' | b']' | b'}' | b')' | b'"'));
    if close == start + 1 || !opens {
        return None;
    }
    let rest = bytes[close + 1..].iter().take(LONGEST_SWALLOWED).take_while(|byte| **byte != b'\n');
    if rest.clone().count() == LONGEST_SWALLOWED || rest.filter(|byte| **byte == b'"').count() % 2 == 0 {
        return None;
    }
    let inside = &text[start + 1..close];
    let unbalanced = inside.rfind('{').filter(|at| !inside[*at..].contains('}'));
    let before = match unbalanced.and_then(|_| inside.find(" {")) {
        Some(brace) => &inside[..brace],
        None => {
            let bare = inside.trim_end_matches([' ', '[', '(']);
            match bare.strip_suffix([':', '=']) {
                Some(named) => named.trim_end().trim_end_matches(|letter: char| unicode_ident::is_xid_continue(letter)),
                None => bare,
            }
        }
    };
    Some(start + 1 + before.trim_end_matches([' ', ',']).len())
}

/// How much of a line is looked at for that, in bytes.
const LONGEST_SWALLOWED: usize = 500;

/// Where a text on one line most likely was to end when its closing quotes are missing: before the brackets and commas at the end
/// of the line that nothing inside it opened.
fn open_line_end(text: &str, start: usize) -> usize {
    let line = &text[start..line_end(text, start)];
    // A comment behind it is not part of it; the `//` of an address has no space before it.
    let line = &line[..line.find(" //").unwrap_or(line.len())];
    let mut end = line.trim_end().len();
    let balance = |part: &str| {
        part.bytes().fold(0i64, |sum, byte| match byte {
            b'{' | b'[' | b'(' => sum + 1,
            b'}' | b']' | b')' => sum - 1,
            _ => sum,
        })
    };
    // `service x "Title {`: the brace opens the body.
    if line[..end].ends_with('{') && balance(&line[..end]) == 1 {
        end = line[..end - 1].trim_end().len();
        return start + end.max(1);
    }
    let mut sum = balance(&line[..end]);
    while end > 1 {
        let last = line.as_bytes()[end - 1];
        match last {
            b',' | b' ' | b'\t' | b'\r' => end -= 1,
            b'}' | b']' | b')' if sum < 0 => {
                sum += 1;
                end -= 1;
            }
            _ => break,
        }
    }
    start + end.max(1)
}

/// Where a text over lines most likely was to end when its closing quotes are missing: before the first line that is indented no
/// deeper than its own and looks like a field, an item or a closing brace.
fn open_block_end(text: &str, start: usize) -> usize {
    let indent = indent_of(text, start);
    let mut line = line_end(text, start);
    while line < text.len() {
        let begin = line + 1;
        let end = line_end(text, begin.min(text.len()));
        let content = text.get(begin..end).unwrap_or_default();
        let body = content.trim_start();
        let column = content.len() - body.len();
        let word = word_end(text, begin + column);
        let rest = text.get(word..end).unwrap_or_default().trim();
        let looks = word > begin + column && (rest.starts_with([':', '=']) || rest.ends_with(['{', '}']));
        if column <= indent && !body.is_empty() && (looks || body.starts_with('}')) {
            return line;
        }
        line = end;
        if end == text.len() {
            break;
        }
    }
    text.len()
}

/// The end of a comment as other languages write it, `/* … */`, or of its line where it is not closed soon.
pub(super) fn remark_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let window = &bytes[start..bytes.len().min(start + LONGEST_REMARK)];
    match window.windows(2).position(|pair| pair == b"*/") {
        Some(end) => start + end + 2,
        None => {
            let end = window.iter().position(|byte| *byte == b'\n').unwrap_or(window.len());
            boundary(text, start + end)
        }
    }
}

/// How far the end of such a comment is looked for, in bytes.
const LONGEST_REMARK: usize = 4_000;

/// How far a closing mark is looked for, in bytes, so that a long line full of apostrophes stays cheap.
const LONGEST_SLANTED: usize = 1_000;

/// Finds the ends of texts in marks that are no quotation marks of the language.
///
/// It remembers how far it has looked in vain, so that a long line full of apostrophes is looked at once.
#[derive(Default)]
pub(super) struct Slants {
    /// For each sort of mark: no closing one stands before this offset.
    none_before: [usize; 3],
}

impl Slants {
    /// The end of the text whose opening mark stands at `start`, if another mark closes it on its line.
    pub fn end(&mut self, text: &str, start: usize) -> Option<usize> {
        let first = text.get(start..)?.chars().next()?;
        let (sort, marks): (usize, &[char]) = match first {
            '\'' => (0, &['\'']),
            '‘' | '’' | '‚' => (1, &['’', '‘', '\'']),
            _ => (2, &['“', '”', '"', '«', '»']),
        };
        let from = (start + first.len_utf8()).max(self.none_before[sort]);
        let stop = boundary(text, start + LONGEST_SLANTED);
        let mut seen = from.max(stop);
        for (at, letter) in text.get(from..stop)?.char_indices() {
            let end = from + at + letter.len_utf8();
            if letter == '\n' {
                seen = from + at;
                break;
            }
            // An apostrophe between letters closes nothing: ‘the customer’s own’.
            let inside = sort < 2 && text[end..].chars().next().is_some_and(char::is_alphanumeric);
            if marks.contains(&letter) && !inside {
                return Some(end);
            }
        }
        self.none_before[sort] = seen;
        None
    }
}

/// Offset of the end of the line that holds `at`, before its line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    text.as_bytes()[at..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |found| at + found)
}

/// The line break that a text written at `at` needs: that of the line before, or of this one where it is the first.
///
/// Where no line ends near it is a single sign: a line may be as long as a file, and have as many faults.
pub(super) fn line_break(text: &str, at: usize) -> &'static str {
    let bytes = text.as_bytes();
    let (before, behind) = bytes.split_at(at.min(bytes.len()));
    let newline = before.iter().rev().take(LINE).position(|byte| *byte == b'\n').map(|back| before.len() - 1 - back);
    let ahead = || behind.iter().take(LINE).position(|byte| *byte == b'\n').map(|newline| before.len() + newline);
    let newline = newline.or_else(ahead);
    let returns = newline.and_then(|newline| newline.checked_sub(1)).and_then(|at| bytes.get(at)) == Some(&b'\r');
    if returns { "\r\n" } else { "\n" }
}

/// How far the end of a line is looked for, in bytes.
const LINE: usize = 1_000;

/// Bytes of white space at the start of the line that holds `at`.
pub(super) fn indent_of(text: &str, at: usize) -> usize {
    let line = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    text[line..].len() - text[line..].trim_start_matches([' ', '\t', '\r']).len()
}

/// Offset just past the word that begins at `at`, which is `at` itself where no letter, digit or `_` stands there.
pub(super) fn word_end(text: &str, at: usize) -> usize {
    let Some(rest) = text.get(at..) else { return at };
    let ascii = rest.bytes().position(|byte| !(byte.is_ascii_alphanumeric() || byte == b'_')).unwrap_or(rest.len());
    if rest.as_bytes().get(ascii).is_none_or(u8::is_ascii) {
        return at + ascii;
    }
    rest.char_indices().find(|(_, letter)| !unicode_ident::is_xid_continue(*letter)).map_or(text.len(), |(end, _)| at + end)
}

/// The bracket that `close` closes.
pub(super) fn opening(close: u8) -> u8 {
    match close {
        b'}' => b'{',
        b']' => b'[',
        _ => b'(',
    }
}

/// Whether `letter` is blank where it stands between words: white space, a control character, or one that changes the direction of writing.
pub(super) fn is_blank(letter: char) -> bool {
    letter <= ' '
        || matches!(letter, '\u{7f}'..='\u{a0}' | '\u{feff}')
        || matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The number of bytes of the character that begins at `at`.
pub(super) fn width(bytes: &[u8], at: usize) -> usize {
    match bytes.get(at) {
        Some(0xf0..) => 4,
        Some(0xe0..) => 3,
        Some(0xc0..) => 2,
        Some(_) | None => 1,
    }
}

/// The last place at or before `at` that is not inside a character.
fn boundary(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
