//! From the bytes of a file to text, and what is told when they are not UTF-8.

use std::sync::Arc;

use crate::analysis::Encoding;

/// Why the bytes of a file are not the text they should be. Offsets count bytes of the file as it is on disk.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Damage {
    /// A byte that no UTF-8 text holds in this place.
    Byte {
        /// The byte.
        value: u8,
        /// Where it is in the file.
        offset: usize,
        /// Where its stand-in is in the decoded text.
        shown: usize,
        /// How many other places are damaged.
        more: usize,
    },
    /// UTF-16, which some editors write when asked for "Unicode".
    Utf16 {
        /// `little endian` or `big endian`.
        order: &'static str,
    },
}

/// The text of `bytes` without a byte order mark, and what was wrong with it.
///
/// Damaged text still comes back as far as it can be read, each bad byte as U+FFFD, so that its lines can be shown and everything
/// else in the file is still part of the model.
pub fn decode(bytes: &[u8]) -> (Arc<str>, Option<Damage>) {
    match bytes {
        [0xff, 0xfe, rest @ ..] => return utf16(rest, "little endian", u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, "big endian", u16::from_be_bytes),
        // Without a byte order mark the zero bytes between Latin letters give it away.
        [first, 0, second, 0, ..] if *first != 0 && *second != 0 => return utf16(bytes, "little endian", u16::from_le_bytes),
        [0, first, 0, second, ..] if *first != 0 && *second != 0 => return utf16(bytes, "big endian", u16::from_be_bytes),
        _ => {}
    }
    let mark = if bytes.starts_with(MARK) { MARK.len() } else { 0 };
    let bytes = &bytes[mark..];
    match std::str::from_utf8(bytes) {
        Ok(text) => (text.into(), None),
        Err(_) => lossy(bytes, mark),
    }
}

/// What a byte would be in Windows-1252, the usual encoding of a text that is not UTF-8 in Western Europe.
pub fn windows_1252(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9f => HIGH_1252.chars().nth(usize::from(byte - 0x80)).filter(|letter| *letter != '\u{fffd}'),
        0xa0..=0xff => Some(char::from(byte)),
        0..=0x7f => None,
    }
}

/// The text of a record that is stored as `encoding`, and what was wrong with it. A byte order mark knows better.
pub fn decode_record(bytes: &[u8], encoding: Encoding) -> (Arc<str>, Option<Damage>) {
    let marked = bytes.starts_with(MARK);
    match (bytes, encoding) {
        ([0xff, 0xfe, rest @ ..], _) => (utf16(rest, "little endian", u16::from_le_bytes).0, None),
        ([0xfe, 0xff, rest @ ..], _) => (utf16(rest, "big endian", u16::from_be_bytes).0, None),
        (bytes, Encoding::Utf8) => decode(bytes),
        (bytes, _) if marked => decode(bytes),
        // Separators and digits have their zero byte before or behind them.
        (bytes, Encoding::Utf16) => {
            let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
            match zeros(0) > zeros(1) {
                true => (utf16(bytes, "big endian", u16::from_be_bytes).0, None),
                false => (utf16(bytes, "little endian", u16::from_le_bytes).0, None),
            }
        }
        (bytes, Encoding::Windows1252) => single(bytes, windows_1252),
        (bytes, Encoding::Latin9) => single(bytes, latin_9),
    }
}

/// Whether bytes that are said to be of one of the single-byte encodings are UTF-8 with letters beyond ASCII: in those encodings that would
/// be a strange row of signs.
pub fn is_utf8_after_all(bytes: &[u8], encoding: Encoding) -> bool {
    let single = matches!(encoding, Encoding::Windows1252 | Encoding::Latin9);
    single && !bytes.starts_with(MARK) && !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok()
}

/// A text of one byte a letter.
fn single(bytes: &[u8], letter: fn(u8) -> Option<char>) -> (Arc<str>, Option<Damage>) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && text.is_ascii()
    {
        return (text.into(), None);
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut damage = None;
    for (offset, &value) in bytes.iter().enumerate() {
        let read = if value < 0x80 { Some(char::from(value)) } else { letter(value) };
        if read.is_none() {
            match &mut damage {
                None => damage = Some(Damage::Byte { value, offset, shown: text.len(), more: 0 }),
                Some(Damage::Byte { more, .. }) => *more += 1,
                Some(Damage::Utf16 { .. }) => {}
            }
        }
        text.push(read.unwrap_or(char::REPLACEMENT_CHARACTER));
    }
    (text.into(), damage)
}

/// What a byte is in Latin 9.
fn latin_9(byte: u8) -> Option<char> {
    Some(match byte {
        0xa4 => '€',
        0xa6 => 'Š',
        0xa8 => 'š',
        0xb4 => 'Ž',
        0xb8 => 'ž',
        0xbc => 'Œ',
        0xbd => 'œ',
        0xbe => 'Ÿ',
        byte => char::from(byte),
    })
}

const MARK: &[u8] = b"\xef\xbb\xbf";

// Source: the WHATWG Encoding Standard, index windows-1252; U+FFFD where it assigns only a control character.
const HIGH_1252: &str = "€\u{fffd}‚ƒ„…†‡ˆ‰Š‹Œ\u{fffd}Ž\u{fffd}\u{fffd}‘’“”•–—˜™š›œ\u{fffd}žŸ";

fn lossy(bytes: &[u8], mark: usize) -> (Arc<str>, Option<Damage>) {
    let mut text = String::with_capacity(bytes.len() + 16);
    let mut damage = None;
    let mut offset = mark;
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        offset += chunk.valid().len();
        if let Some(&value) = chunk.invalid().first() {
            match &mut damage {
                None => damage = Some(Damage::Byte { value, offset, shown: text.len(), more: 0 }),
                Some(Damage::Byte { more, .. }) => *more += 1,
                Some(Damage::Utf16 { .. }) => {}
            }
            text.push(char::REPLACEMENT_CHARACTER);
            offset += chunk.invalid().len();
        }
    }
    (text.into(), damage)
}

fn utf16(bytes: &[u8], order: &'static str, unit: fn([u8; 2]) -> u16) -> (Arc<str>, Option<Damage>) {
    let units = bytes.chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(unit));
    let text: String = char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
    (text.into(), Some(Damage::Utf16 { order }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_and_a_byte_order_mark_pass() {
        assert_eq!(decode("é\r\n".as_bytes()), ("é\r\n".into(), None));
        assert_eq!(decode(b"\xef\xbb\xbfa"), ("a".into(), None));
        assert_eq!(decode(b""), ("".into(), None));
    }

    #[test]
    fn the_first_bad_byte_is_told_with_its_place_on_disk() {
        let (text, damage) = decode(b"\xef\xbb\xbfa\xe9b\xff");
        assert_eq!(&*text, "a\u{fffd}b\u{fffd}");
        assert_eq!(damage, Some(Damage::Byte { value: 0xe9, offset: 4, shown: 1, more: 1 }));
    }

    #[test]
    fn utf16_is_recognised_with_and_without_a_mark() {
        for bytes in [&b"\xff\xfeh\0i\0"[..], b"\xfe\xff\0h\0i", b"h\0i\0", b"\0h\0i"] {
            let (text, damage) = decode(bytes);
            assert_eq!(&*text, "hi");
            assert!(matches!(damage, Some(Damage::Utf16 { .. })));
        }
    }

    #[test]
    fn records_are_read_as_they_are_stored() {
        let read = |bytes: &[u8], encoding| decode_record(bytes, encoding);
        assert_eq!(read(b"M\xfcller \x80", Encoding::Windows1252), ("Müller €".into(), None));
        assert_eq!(read(b"M\xfcller \xa4", Encoding::Latin9), ("Müller €".into(), None));
        assert_eq!(read(b"a\0,\0\xfc\0", Encoding::Utf16), ("a,ü".into(), None));
        assert_eq!(read(b"\0a\0,\0\xfc", Encoding::Utf16), ("a,ü".into(), None));
        for encoding in [Encoding::Utf8, Encoding::Windows1252, Encoding::Latin9, Encoding::Utf16] {
            assert_eq!(read(b"\xff\xfea\0", encoding), ("a".into(), None), "{encoding:?}");
            assert_eq!(read("\u{feff}ü".as_bytes(), encoding), ("ü".into(), None), "{encoding:?}");
        }
        let (text, damage) = read(b"a\x81", Encoding::Windows1252);
        assert_eq!((&*text, damage), ("a\u{fffd}", Some(Damage::Byte { value: 0x81, offset: 1, shown: 1, more: 0 })));
        assert!(is_utf8_after_all("ü".as_bytes(), Encoding::Windows1252) && !is_utf8_after_all(b"u", Encoding::Windows1252));
        assert!(!is_utf8_after_all(b"\xfc", Encoding::Windows1252));
    }

    #[test]
    fn windows_letters_are_known() {
        assert_eq!(windows_1252(0x80), Some('€'));
        assert_eq!(windows_1252(0x9f), Some('Ÿ'));
        assert_eq!(windows_1252(0x93), Some('“'));
        assert_eq!(windows_1252(0xe9), Some('é'));
        assert_eq!(windows_1252(0x81), None);
        assert_eq!(windows_1252(b'a'), None);
    }
}
