//! From the bytes of a file to text, and what is told when they are not UTF-8.

use std::sync::Arc;

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
    fn windows_letters_are_known() {
        assert_eq!(windows_1252(0x80), Some('€'));
        assert_eq!(windows_1252(0x9f), Some('Ÿ'));
        assert_eq!(windows_1252(0x93), Some('“'));
        assert_eq!(windows_1252(0xe9), Some('é'));
        assert_eq!(windows_1252(0x81), None);
        assert_eq!(windows_1252(b'a'), None);
    }
}
