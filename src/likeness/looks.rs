//! Names that look the same and are not: letters of two scripts that the eye does not tell apart, as the Latin and the Cyrillic `a`.

use unicode_script::UnicodeScript;
use unicode_security::confusable_detection::skeleton;

/// What a name looks like: equal for names that the eye does not tell apart (Unicode Technical Standard 39).
pub fn looks(name: &str) -> String {
    skeleton(name).collect()
}

/// A name with letters beyond ASCII as it looks in letters of ASCII, where it looks like such a name.
pub fn in_ascii(name: &str) -> Option<String> {
    let plain = || Some(looks(name)).filter(|plain| plain.is_ascii());
    if name.is_ascii() { None } else { plain() }
}

/// Whether two names differ in letters that look the same, at least one of them beyond ASCII: `l1` and `ll` are told apart by whoever
/// types them, and so are `modem` and `modern`.
pub fn look_alike(left: &str, right: &str) -> bool {
    let (left, right) = differing(left, right);
    !(left.is_ascii() && right.is_ascii()) && looks(left) == looks(right)
}

/// The first letter of `name` that is another one in `other`, in words: ``the `а` in it is U+0430, a Cyrillic letter``.
pub fn odd_letter(name: &str, other: &str) -> Option<String> {
    let (part, _) = differing(name, other);
    let letter = part.chars().find(|letter| !letter.is_ascii())?;
    let script = letter.script();
    let sort = match script.full_name() {
        "Common" | "Inherited" | "Unknown" => "a sign".to_owned(),
        name => format!("{} {} letter", article(name), name.replace('_', " ")),
    };
    Some(format!("the `{letter}` in it is U+{:04X}, {sort}", u32::from(letter)))
}

fn article(word: &str) -> &'static str {
    if word.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" }
}

/// What is left of two names without the letters that they begin and end with alike.
fn differing<'a>(left: &'a str, right: &'a str) -> (&'a str, &'a str) {
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs.take_while(|(left, right)| left == right).map(|(letter, _)| letter.len_utf8()).sum()
    };
    let before = same(&mut left.chars().zip(right.chars()));
    let (left, right) = (left.get(before..).unwrap_or_default(), right.get(before..).unwrap_or_default());
    let behind = same(&mut left.chars().rev().zip(right.chars().rev()));
    (left.get(..left.len() - behind).unwrap_or_default(), right.get(..right.len() - behind).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_two_scripts_are_found() {
        for (odd, plain) in
            [("аdmin", "admin"), ("sеrvice_dеsk", "service_desk"), ("сор", "cop"), ("Οps", "Ops"), ("größе", "größe")]
        {
            assert!(look_alike(odd, plain) && look_alike(plain, odd), "{odd}");
        }
        assert_eq!(odd_letter("аdmin", "admin").unwrap(), "the `а` in it is U+0430, a Cyrillic letter");
        assert_eq!(odd_letter("xαx", "xax").unwrap(), "the `α` in it is U+03B1, a Greek letter");
        assert_eq!(odd_letter("admin", "аdmin"), None);
    }

    #[test]
    fn names_that_differ_to_the_eye_or_within_ascii_are_not() {
        for (left, right) in [
            ("admin", "admin"),
            ("l1", "ll"),
            ("modem", "modern"),
            ("prüfung_modem", "prüfung_modern"),
            ("größe", "grosse"),
            ("größe", "große"),
            ("роль", "role"),
            ("café", "cafe"),
        ] {
            assert!(!look_alike(left, right), "{left} {right}");
        }
    }
}
