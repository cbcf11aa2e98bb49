//! What is passed over below a folder: packages of other tools, and what the file `.smsignore` in it names.
//!
//! ```text
//! # a comment
//! drafts/          every folder of this name
//! /old             at the top of the folder only
//! archive/2019     a path from the top of the folder
//! *-copy.sms       every file with such a name
//! notes/**/old.sms at any depth below `notes`
//! !vendor          not passed over after all
//! ```
//!
//! The last line that fits decides. This is the part of git's ignore files that people use; one file of a model needs no more, and a crate
//! for it would bring a dozen others.

use std::path::Path;

/// The name of the file.
pub const FILE: &str = ".smsignore";

/// Folders of other tools, with copies of what others made. They are passed over unless they are given by name or taken in by the file.
const OF_TOOLS: [&str; 2] = ["node_modules/", ".venv/"];

/// Names that such folders have and an organisation may use as well, each with what a tool leaves in its own.
const LEFT_BY_TOOLS: [(&str, &[&str]); 2] = [
    ("target", &["CACHEDIR.TAG", ".rustc_info.json", "maven-status", "maven-archiver"]),
    ("vendor", &["modules.txt", "autoload.php", "composer", "bundle"]),
];

/// What is passed over below one folder.
#[derive(Debug)]
pub struct Ignored {
    patterns: Vec<Pattern>,
}

#[derive(Debug)]
struct Pattern {
    /// Parts of a path, as they are written between slashes; `**` stands for any number of parts.
    parts: Vec<String>,
    only_folders: bool,
    takes_in: bool,
}

/// What a path leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Thing {
    /// A file.
    File,
    /// A folder.
    Folder,
    /// A folder that a tool fills.
    Packages,
}

impl Thing {
    /// What the folder at `path` is. Its name alone does not tell: those who describe services have vendors and targets.
    pub fn folder(path: &Path) -> Thing {
        let name = path.file_name().unwrap_or_default();
        let left = LEFT_BY_TOOLS.iter().filter(|(tool, _)| name == *tool).flat_map(|(_, left)| *left);
        if left.into_iter().any(|left| path.join(left).exists()) { Thing::Packages } else { Thing::Folder }
    }
}

impl Ignored {
    /// What is passed over below `folder`. A file that cannot be read is as none: at worst too much is read.
    pub fn below(folder: &Path) -> Ignored {
        let text = std::fs::read(folder.join(FILE)).unwrap_or_default();
        Ignored::by(&String::from_utf8_lossy(&text))
    }

    fn by(text: &str) -> Ignored {
        let lines = OF_TOOLS.into_iter().chain(text.trim_start_matches('\u{feff}').lines());
        Ignored { patterns: lines.filter_map(pattern).collect() }
    }

    /// Whether the thing at this path below the folder is passed over.
    pub fn passes_over(&self, path: &Path, thing: Thing) -> bool {
        let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        let parts: Vec<&str> = parts.iter().map(|part| &**part).collect();
        let fits = |pattern: &&Pattern| (thing != Thing::File || !pattern.only_folders) && fits(&pattern.parts, &parts);
        self.patterns.iter().rev().find(fits).map_or(thing == Thing::Packages, |pattern| !pattern.takes_in)
    }
}

fn pattern(line: &str) -> Option<Pattern> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return None;
    }
    let (takes_in, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
    let (only_folders, line) = line.strip_suffix('/').map_or((false, line), |rest| (true, rest));
    // A name alone is meant at any depth, a path from the top on.
    let anywhere = !line.contains('/');
    let written = line.split('/').filter(|part| !part.is_empty() && *part != ".").map(str::to_owned);
    let parts: Vec<String> = anywhere.then(|| "**".to_owned()).into_iter().chain(written).collect();
    parts.iter().any(|part| part != "**").then_some(Pattern { parts, only_folders, takes_in })
}

/// Whether the parts of a pattern fit those of a path. Each step takes one part of the path, so that no pattern takes long.
fn fits(pattern: &[String], path: &[&str]) -> bool {
    // The places in the pattern that may come next, as in any machine of states.
    let mut open = vec![false; pattern.len() + 1];
    if let Some(first) = open.first_mut() {
        *first = true;
    }
    skip_any_depth(pattern, &mut open);
    for part in path {
        let mut next = vec![false; pattern.len() + 1];
        for (at, wanted) in pattern.iter().enumerate() {
            if !open[at] {
                continue;
            }
            if wanted == "**" {
                next[at] = true;
            } else if name_fits(wanted, part) {
                next[at + 1] = true;
            }
        }
        skip_any_depth(pattern, &mut next);
        open = next;
    }
    open.last().copied().unwrap_or(false)
}

/// `**` may also stand for nothing.
fn skip_any_depth(pattern: &[String], open: &mut [bool]) {
    for (at, wanted) in pattern.iter().enumerate() {
        if open[at] && wanted == "**" {
            open[at + 1] = true;
        }
    }
}

/// Whether a name fits a pattern in which `*` stands for any letters and `?` for one.
fn name_fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut at, mut seen) = (0, 0);
    // Where the last star stands, and how far into the name it was taken to reach.
    let mut star: Option<(usize, usize)> = None;
    while seen < name.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, seen));
                at += 1;
            }
            Some(&wanted) if wanted == '?' || wanted == name[seen] => {
                at += 1;
                seen += 1;
            }
            Some(_) | None => match star {
                Some((place, reached)) => {
                    star = Some((place, reached + 1));
                    at = place + 1;
                    seen = reached + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|letter| *letter == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn over(text: &str, path: &str) -> bool {
        let (path, thing) = path.strip_suffix('/').map_or((path, Thing::File), |path| (path, Thing::Folder));
        Ignored::by(text).passes_over(Path::new(path), thing)
    }

    #[test]
    fn folders_of_tools_are_passed_over_at_any_depth_and_can_be_taken_in() {
        assert!(over("", "node_modules/") && over("", "a/b/.venv/") && !over("", "node_modules"));
        assert!(!over("!.venv", ".venv/") && over("!.venv", "node_modules/"));
        assert!(!over("", "vendor/") && !over("", "target/") && over("vendor/", "vendor/"));
        let packages = |text: &str, path: &str| Ignored::by(text).passes_over(Path::new(path), Thing::Packages);
        assert!(packages("", "vendor") && packages("", "web/vendor") && !packages("!vendor", "vendor"));
        assert!(!packages("!/vendor/", "vendor") && packages("!/vendor/", "web/vendor"));
    }

    #[test]
    fn lines_name_files_and_folders() {
        let text = "\u{feff}# drafts\r\ndrafts/\r\n/old\narchive/2019\n*-copy.sms\nnotes/**/x?.sms\n\n!kept-copy.sms\n";
        for path in [
            "drafts/",
            "a/drafts/",
            "old/",
            "old",
            "archive/2019/",
            "a-copy.sms",
            "b/c-copy.sms",
            "notes/x1.sms",
            "notes/a/b/x2.sms",
        ] {
            assert!(over(text, path), "{path}");
        }
        for path in ["drafts", "a/old", "a/archive/2019/", "archive/", "copy.sms", "kept-copy.sms", "x1.sms", "notes/x10.sms"] {
            assert!(!over(text, path), "{path}");
        }
    }

    #[test]
    fn no_pattern_takes_long() {
        assert!(!over(&format!("{}b", "*a".repeat(200)), &"a".repeat(2000)));
        assert!(!over(&format!("{}b", "**/a/".repeat(200)), &"a/".repeat(2000)));
        for odd in ["/", "!", "**", "//", "!/", "  ", "."] {
            assert!(!over(odd, "a") && !over(odd, "a/"), "{odd}");
        }
    }
}
