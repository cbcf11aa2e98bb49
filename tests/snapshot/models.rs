//! The models that are edited.

use std::path::Path;

use crate::shown::Texts;

const PARTIES: &str = "party us \"Mill\"\nrole chief \"Head of services\"\nrole spare\nperson ann \"Ann\" { roles: [chief] }\n";
pub const SCOPE: &str = "scope desk \"Desk\" { organisation: us standard: iso20000 services: [mail, web] }\n";
const SERVICES: &str = "service mail \"Mail\" { owner: chief }\nservice web \"Web\" { owner: cheif }\nprocess run \"Running\" {\n  owner: chief\n  \
                        implements: [iso20000.8.6.1]\n}\n";
/// Kinds, conditions, rules and registers of the organisation's own, and texts that are read in another form than they are written in.
const OWN: &str = "kind crate \"Crate\" { size: int?, of: service? }\ndefine large(c: crate) = c.size > 3\nenum hue { red, green }\nextend kind service { \
                   hue: hue? }\ncrate one \"Cafe\u{301}\" { size: 4, of: web }\nrule too_large { severity: warning each: c in crate require: not \
                   large(c) message: \"{c} is large\" }\nregister crates \"Crates\" { each: c in crate column \"Size\" = c.size }\nwaiver w { of: \
                   too_large, on: one, reason: \"small cellar\", until: 2027-01-01 }\n";

/// A few lines in four files, with a fault.
pub fn lines() -> Texts {
    let texts = [("a/parties.sms", PARTIES), ("own.sms", OWN), ("scope.sms", SCOPE), ("services.sms", SERVICES)];
    texts.map(|(name, text)| (name.to_owned(), text.to_owned())).into()
}

/// The model of a small organisation.
pub fn small() -> Texts {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/small");
    let files = std::fs::read_dir(folder).expect("it is there").map(|entry| entry.expect("it can be read").path());
    let models = files.filter(|path| path.extension().is_some_and(|ending| ending == "sms"));
    let name = |path: &Path| path.file_name().expect("a file has one").to_string_lossy().into_owned();
    let texts: Texts = models.map(|path| (name(&path), std::fs::read_to_string(&path).expect("text"))).collect();
    assert!(texts.len() > 2, "the example has {} files", texts.len());
    texts
}
