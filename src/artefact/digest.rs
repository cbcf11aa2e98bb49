//! Sums over texts that nobody can match with another text.

use sha2::{Digest, Sha256};

use crate::source::{Origin, Sources};

/// The SHA-256 sum of `bytes`.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// A sum over the names and texts of the organisation's files, named from `folder` on: it changes with every change of them.
pub(super) fn of_model(sources: &Sources, folder: &str) -> [u8; 32] {
    let own = sources.files().filter(|(_, file)| file.origin() == Origin::Model);
    digest_of(own.map(|(_, file)| (file.name().strip_prefix(folder).unwrap_or(file.name()), file.text())))
}

/// A sum over several texts, each with its name: the same for the same texts in the same order, whatever their lengths.
fn digest_of<'a>(texts: impl Iterator<Item = (&'a str, &'a str)>) -> [u8; 32] {
    let mut sum = Sha256::new();
    for (name, text) in texts {
        for part in [name, text] {
            // The length parts what follows from what came before.
            sum.update((part.len() as u64).to_le_bytes());
            sum.update(part.as_bytes());
        }
    }
    sum.finalize().into()
}

/// A sum in hexadecimal digits.
pub fn hexadecimal(sum: &[u8; 32]) -> String {
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_standard() {
        assert_eq!(hexadecimal(&digest(b"abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn texts_do_not_run_into_one_another() {
        let of = |texts: &[(&str, &str)]| digest_of(texts.iter().copied());
        assert_eq!(of(&[("a", "b")]), of(&[("a", "b")]));
        assert_ne!(of(&[("a", "bc")]), of(&[("ab", "c")]));
        assert_ne!(of(&[("a", "b"), ("c", "d")]), of(&[("c", "d"), ("a", "b")]));
    }
}
