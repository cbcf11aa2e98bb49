//! The names of documents, which become the names of files: told where no file can be called so.

use std::collections::BTreeMap;

use super::BUILT;
use crate::diag::{Diagnostic, codes};
use crate::rules::{Register, Rulebook};
use crate::source::{Origin, Sources};

/// The longest name of a register in bytes. File systems take 255, of which tables and formats need some.
const LONGEST: usize = 200;

/// What is wrong with the names of the organisation's registers as names of documents.
pub fn unfit_names(rulebook: &Rulebook, sources: &Sources) -> Vec<Diagnostic> {
    let mut diagnostics = Vec::new();
    // By what is left of a name where upper and lower case are one.
    let mut taken: BTreeMap<String, Option<&Register>> = BUILT.iter().map(|(name, _)| ((*name).to_owned(), None)).collect();
    for register in &rulebook.registers {
        let other = taken.get(&register.name.to_lowercase()).copied();
        if register.origin == Origin::Model {
            diagnostics.extend(unfit(register));
            diagnostics.extend(other.map(|other| same(register, other, sources)));
        }
        taken.entry(register.name.to_lowercase()).or_insert(Some(register));
    }
    diagnostics
}

fn unfit(register: &Register) -> Option<Diagnostic> {
    let name = &register.name;
    if name.len() > LONGEST {
        let message = format!("the name of the register is too long for a file: {} bytes", name.len());
        return Some(
            Diagnostic::error(&codes::E0701, register.span, message, format!("more than {LONGEST} bytes"))
                .help("give it a short name, and say the rest in its title"),
        );
    }
    is_device(name).then(|| {
        Diagnostic::warning(
            &codes::E0701,
            register.span,
            format!("no file can be called `{name}` on Windows"),
            "the name of a device there",
        )
        .help(format!("give the register another name, for instance `{name}_list`"))
    })
}

/// Whether Windows takes the name, with any ending, for a device.
/// Source: Microsoft, "Naming Files, Paths, and Namespaces".
fn is_device(name: &str) -> bool {
    let name = name.to_lowercase();
    let numbered = |device: &str| {
        name.strip_prefix(device).is_some_and(|rest| matches!(rest, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9"))
    };
    ["con", "prn", "aux", "nul"].contains(&&*name) || numbered("com") || numbered("lpt")
}

/// A name that another document has, or that differs from one in upper and lower case only.
fn same(register: &Register, other: Option<&Register>, sources: &Sources) -> Diagnostic {
    let name = &register.name;
    let help = "give the register another name";
    match other {
        None if BUILT.iter().any(|(built, _)| built == name) => {
            Diagnostic::error(&codes::E0702, register.span, format!("there is a document called `{name}` already"), "taken")
                .note("`sms build` makes it from every model, so that the register would not be written")
                .help(help)
        }
        other => {
            let known = other.map_or_else(|| name.to_lowercase(), |other| other.name.clone());
            let message = format!("the documents `{known}` and `{name}` differ in upper and lower case only");
            let told = Diagnostic::warning(&codes::E0702, register.span, message, "the same file on many machines")
                .note("where upper and lower case are one, on Windows and macOS, they cannot both be written")
                .help(help);
            match other.filter(|other| sources.file(other.span.file).origin() == Origin::Model) {
                Some(other) => told.label(other.span, "the other one"),
                None => told,
            }
        }
    }
}
