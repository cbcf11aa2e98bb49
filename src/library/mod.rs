//! The standard library: ordinary `.sms` files, compiled into the program.
//!
//! Every run pays for what it loads, and a standard with all its requirements is large. So a file is loaded either always (kinds, rules,
//! registers: what gives models their meaning) or on demand: when the organisation's files, or library files that are loaded, name
//! something it declares. A model that says `standard: odds` loads the file
//! that declares `framework odds`, and no other framework.
//!
//! The words that call for a file are the names it declares at top level; nothing has to be listed twice. Which library file names what
//! another declares is found out when the program is built.

mod files;
mod prepared;
pub mod words;

pub use prepared::{add, parsed, sources};

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use prepared::{NAMES, Names};
use words::{Reading, words};

/// A file of the library.
#[derive(PartialEq, Eq, Debug)]
pub struct Embedded {
    /// Its name, as diagnostics show it: `stdlib/…`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// When it is loaded.
    pub load: Load,
}

/// When a file of the library is loaded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Load {
    /// With every model.
    Always,
    /// With a model that names something the file declares; where names are given, also when all that these call for is loaded. So what
    /// relates two standards comes with the two.
    OnDemand(&'static [&'static str]),
    /// With no model: the tests of the library's rules, for those who run or show them.
    Apart,
}

/// Every file of the library, in the fixed order of the list; the tests of its rules are apart, see [`rule_tests`].
pub fn all() -> Vec<&'static Embedded> {
    files::FILES.iter().filter(|file| file.load != Load::Apart).collect()
}

/// The files that hold the tests of the library's rules, in the fixed order of the list.
pub fn rule_tests() -> Vec<&'static Embedded> {
    files::FILES.iter().filter(|file| file.load == Load::Apart).collect()
}

/// The places in the list of all that [`all`] gives.
pub fn all_places() -> Vec<usize> {
    files::FILES.iter().enumerate().filter(|(_, file)| file.load != Load::Apart).map(|(place, _)| place).collect()
}

/// The places of the files that a model needs whose texts name the files at these places, in the order of the list: see [`called`].
pub fn needed_by(named: Vec<usize>) -> Vec<usize> {
    select(files::FILES, NAMES, triggers(), named)
}

/// The places of the files that a text of the organisation names, each once.
///
/// A word of a comment or a text may call for a file that is not needed after all; that costs time and changes nothing else.
pub fn called(text: &str) -> Vec<usize> {
    called_by(triggers(), text)
}

/// Whether a file that is loaded on demand declares this name.
pub fn is_on_demand(name: &str) -> bool {
    triggers().contains_key(name)
}

/// The names that files loaded on demand declare, sorted: what a mistyped reference may have meant although its file was not loaded.
pub fn names_on_demand() -> Vec<&'static str> {
    let mut names: Vec<&str> = triggers().keys().copied().collect();
    names.sort_unstable();
    names
}

/// From the names that files on demand declare to the places of the files in the list.
type Triggers = FxHashMap<&'static str, usize>;

fn triggers() -> &'static Triggers {
    static TRIGGERS: OnceLock<Triggers> = OnceLock::new();
    TRIGGERS.get_or_init(|| triggers_of(NAMES))
}

fn triggers_of(names: &'static [Names]) -> Triggers {
    let mut triggers = Triggers::default();
    for (place, (declared, _)) in names.iter().enumerate() {
        for name in *declared {
            triggers.entry(*name).or_insert(place);
        }
    }
    triggers
}

fn select(files: &'static [Embedded], names: &[Names], triggers: &Triggers, mut fresh: Vec<usize>) -> Vec<usize> {
    let mut wanted: Vec<bool> = files.iter().map(|file| file.load == Load::Always).collect();
    for (_, (_, called)) in files.iter().zip(names).filter(|(file, _)| file.load == Load::Always) {
        fresh.extend(*called);
    }
    loop {
        while let Some(place) = fresh.pop() {
            if let (Some(mark), Some((_, called))) = (wanted.get_mut(place), names.get(place))
                && !std::mem::replace(mark, true)
            {
                fresh.extend(*called);
            }
        }
        let loaded = |name: &&str| triggers.get(name).and_then(|&place| wanted.get(place)).is_some_and(|&wanted| wanted);
        let complete = |file: &Embedded| match file.load {
            Load::Always | Load::Apart => false,
            Load::OnDemand(beside) => !beside.is_empty() && beside.iter().all(loaded),
        };
        fresh.extend((0..files.len()).filter(|&at| wanted.get(at) == Some(&false) && files.get(at).is_some_and(complete)));
        if fresh.is_empty() {
            break;
        }
    }
    wanted.iter().enumerate().filter(|(_, wanted)| **wanted).map(|(place, _)| place).collect()
}

fn called_by(triggers: &Triggers, text: &str) -> Vec<usize> {
    let mut places = Vec::new();
    for word in words(text, Reading::Everything) {
        if let Some(place) = triggers.get(word)
            && !places.contains(place)
        {
            places.push(*place);
        }
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    static LIST: &[Embedded] = &[
        Embedded {
            name: "stdlib/core.sms",
            text: "// plans and odds\nkind plan {}\nrule r {\n  clause: odds.1\n  message: \"see odds\"\n  at: late\n}\n",
            load: Load::Always,
        },
        Embedded {
            name: "stdlib/odds.sms",
            text: "framework odds \"Odds\" {\n  clause 1 { needs: [evens] }\n}\n",
            load: Load::OnDemand(&[]),
        },
        Embedded { name: "stdlib/evens.sms", text: "framework evens {}\n", load: Load::OnDemand(&[]) },
        Embedded { name: "stdlib/both.sms", text: "mapping both { from: odds }\n", load: Load::OnDemand(&["late", "evens"]) },
        Embedded { name: "stdlib/late.sms", text: "evidence_type late {}\n", load: Load::OnDemand(&[]) },
    ];

    fn names(text: &str) -> Vec<&'static str> {
        let texts: Vec<&str> = LIST.iter().map(|file| file.text).collect();
        let on_demand: Vec<bool> = LIST.iter().map(|file| matches!(file.load, Load::OnDemand(_))).collect();
        let (declared, called) = words::cross_reference(&texts, &on_demand);
        let leak = |(declared, called): (Vec<&'static str>, Vec<usize>), on_demand: bool| -> Names {
            (if on_demand { declared.leak() } else { &[] }, called.leak())
        };
        let names: &[Names] = declared
            .into_iter()
            .zip(called)
            .zip(on_demand)
            .map(|(names, on_demand)| leak(names, on_demand))
            .collect::<Vec<_>>()
            .leak();
        let triggers = triggers_of(names);
        let places = select(LIST, names, &triggers, called_by(&triggers, text));
        places.into_iter().map(|place| LIST[place].name).collect()
    }

    #[test]
    fn a_file_is_loaded_when_it_is_named_and_brings_what_it_names() {
        // `late` is named by an expression of a file that is always there; the clause of a rule is a citation and loads nothing.
        assert_eq!(names("service x {}"), ["stdlib/core.sms", "stdlib/late.sms"]);
        assert_eq!(names("s x { with: both }").len(), 5);
        assert_eq!(names("s x { of: late }").len(), 2);
        // What stands between two files comes with them, and brings what it names itself.
        assert_eq!(names("s x { of: evens }").len(), 5);
        assert_eq!(names("s x { of: other.odds, b: oddss }").len(), 2);
    }

    #[test]
    fn names_beside_are_declared_by_files() {
        for file in files::FILES {
            if let Load::OnDemand(beside) = file.load {
                for name in beside {
                    assert!(triggers().contains_key(name), "{}: nothing declares `{name}`", file.name);
                }
            }
        }
    }

    #[test]
    fn no_name_calls_for_two_files() {
        let mut names: Vec<&str> =
            files::FILES.iter().filter(|file| file.load != Load::Always).flat_map(|file| words::declared(file.text)).collect();
        names.sort_unstable();
        let twice: Vec<&[&str]> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }

    #[test]
    fn the_list_is_the_folder() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut folder: Vec<String> = walkdir::WalkDir::new(root.join("stdlib"))
            .into_iter()
            .flatten()
            .filter(|entry| entry.path().extension().is_some_and(|extension| extension == "sms"))
            .filter_map(|entry| entry.path().strip_prefix(root).ok().map(|path| path.to_string_lossy().replace('\\', "/")))
            .collect();
        folder.sort();
        let mut list: Vec<&str> = files::FILES.iter().map(|file| file.name).collect();
        list.sort_unstable();
        assert_eq!(list, folder, "stdlib/files.rs lists what is in stdlib/");
    }
}
