//! Offsets as lines and columns, and names of files as addresses: the only place where one becomes the other.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::source::{SourceFile, Span};

/// How the client counts columns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Columns {
    /// In bytes.
    Utf8,
    /// In units of UTF-16.
    Utf16,
}

/// A line and a column, from 0.
pub fn position(file: &SourceFile, offset: usize, columns: Columns) -> Value {
    let (line, column) = line_and_column(file, offset, columns);
    json!({ "line": line, "character": column })
}

/// The same as numbers.
pub fn line_and_column(file: &SourceFile, offset: usize, columns: Columns) -> (usize, usize) {
    let place = file.position(offset);
    let column = match columns {
        Columns::Utf8 => place.bytes,
        Columns::Utf16 => place.utf16,
    };
    (place.line - 1, column - 1)
}

/// From the first place of a stretch to its last.
pub fn range(file: &SourceFile, start: usize, end: usize, columns: Columns) -> Value {
    json!({ "start": position(file, start, columns), "end": position(file, end, columns) })
}

/// The stretch of a span.
pub fn span(file: &SourceFile, span: Span, columns: Columns) -> Value {
    range(file, span.start as usize, span.end as usize, columns)
}

/// The offset, in a text as it is written, of a line and column; past the end of a line it is that of the line's end.
pub fn written_offset(text: &str, line: usize, column: usize, columns: Columns) -> usize {
    let start = match line {
        0 => 0,
        line => match text.match_indices('\n').nth(line - 1) {
            Some((newline, _)) => newline + 1,
            None => return text.len(),
        },
    };
    let mut seen = 0;
    for (at, letter) in text.get(start..).unwrap_or_default().char_indices() {
        if seen >= column || letter == '\n' || letter == '\r' {
            return start + at;
        }
        seen += match columns {
            Columns::Utf8 => letter.len_utf8(),
            Columns::Utf16 => letter.len_utf16(),
        };
    }
    text.len()
}

/// The offset that a position of the protocol means in a text as it is written.
pub fn offset(text: &str, position: &Value, columns: Columns) -> usize {
    let number =
        |name: &str| position.get(name).and_then(Value::as_u64).and_then(|number| usize::try_from(number).ok()).unwrap_or(0);
    written_offset(text, number("line"), number("character"), columns)
}

/// The path that an address of a file names.
pub fn path_of(uri: &str) -> Option<PathBuf> {
    let rest = uri.strip_prefix("file://")?;
    let path = rest.get(rest.find('/')?..)?;
    let mut bytes = Vec::with_capacity(path.len());
    let mut letters = path.bytes();
    while let Some(byte) = letters.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digits = [letters.next()?, letters.next()?];
        bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
    }
    let path = String::from_utf8(bytes).ok()?;
    // `/C:/models/a.sms`
    let drive = path.as_bytes().get(2) == Some(&b':') && path.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic);
    Some(PathBuf::from(if drive { path.get(1..)?.to_owned() } else { path }))
}

/// The address of a file.
pub fn uri_of(path: &Path) -> String {
    let mut uri = "file://".to_owned();
    let path = path.to_string_lossy().replace('\\', "/");
    if !path.starts_with('/') {
        uri.push('/');
    }
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' | b':' => uri.push(char::from(byte)),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_paths_lead_to_each_other() {
        for path in ["/srv/a b/ü😀.sms", "/a%3A/x.sms"] {
            assert_eq!(path_of(&uri_of(Path::new(path))), Some(PathBuf::from(path)));
        }
        assert_eq!(path_of("file:///c%3A/a.sms"), Some(PathBuf::from("c:/a.sms")));
        assert_eq!(path_of("untitled:1"), None);
    }

    #[test]
    fn columns_are_counted_as_the_client_does() {
        let text = "a\r\n\"😀ü\" b\n";
        for (column, utf8, utf16) in [(1, 4, 4), (3, 8, 8), (5, 8, 12)] {
            let at = |columns| written_offset(text, 1, column, columns);
            assert_eq!(
                (at(Columns::Utf8), at(Columns::Utf16)),
                (if column == 1 { utf8 } else { 8 }, if column == 5 { 11 } else { utf16 })
            );
        }
        assert_eq!(written_offset(text, 0, 99, Columns::Utf16), 1);
        assert_eq!(written_offset(text, 99, 0, Columns::Utf16), text.len());
    }
}
