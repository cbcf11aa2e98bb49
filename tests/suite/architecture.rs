//! What the structure of the code promises, kept by tests: which module may know which, where outside crates and the outside world come
//! in, and what must not stand in the code at all.

use std::path::{Path, PathBuf};

use crate::support::root;

/// Which modules a module may use. What is not listed is not allowed; `main` uses `cli` alone.
const LAYERS: &[(&str, &[&str])] = &[
    ("source", &[]),
    ("quantity", &[]),
    ("likeness", &[]),
    ("diag", &["source"]),
    ("syntax", &["source", "quantity", "diag"]),
    ("format", &["source", "diag", "syntax"]),
    ("mend", &["source", "diag"]),
    // The library's trees are prepared when the program is built.
    ("library", &["source", "syntax"]),
    // A model keeps the trees of its rules, reads documentation, and gives its words to an audience.
    ("model", &["source", "quantity", "likeness", "syntax", "world"]),
    ("world", &["quantity"]),
    ("analysis", &["source", "quantity", "likeness", "diag", "syntax", "model", "world"]),
    ("promises", &["quantity", "model"]),
    ("rules", &["source", "quantity", "likeness", "diag", "syntax", "model", "world", "promises"]),
    ("assess", &["source", "quantity", "diag", "model", "world", "promises", "rules"]),
    ("artefact", &["source", "quantity", "diag", "model", "world", "rules", "assess"]),
    ("answers", &["source", "quantity", "model", "promises", "rules", "assess", "artefact"]),
    ("write", &["source", "quantity", "artefact"]),
    ("report", &["source", "quantity", "diag"]),
    (
        "workspace",
        &[
            "source", "quantity", "likeness", "library", "diag", "syntax", "model", "world", "analysis", "rules", "assess",
            "artefact",
        ],
    ),
    ("whatif", &["source", "syntax", "model", "world", "rules", "assess", "artefact", "answers", "workspace"]),
    ("testing", &["source", "quantity", "diag", "syntax", "model", "world", "rules", "workspace"]),
    (
        "editor",
        &[
            "source",
            "quantity",
            "library",
            "diag",
            "syntax",
            "format",
            "mend",
            "model",
            "world",
            "promises",
            "rules",
            "assess",
            "artefact",
            "answers",
            "write",
            "workspace",
        ],
    ),
    ("lsp", &["source", "quantity", "library", "diag", "syntax", "format", "model", "world", "workspace", "editor"]),
    (
        "cli",
        &[
            "lsp",
            "format",
            "mend",
            "source",
            "quantity",
            "likeness",
            "library",
            "diag",
            "syntax",
            "model",
            "world",
            "rules",
            "assess",
            "artefact",
            "answers",
            "write",
            "report",
            "workspace",
            "whatif",
            "testing",
        ],
    ),
];

/// Which rooms of `rules` a room may use. Planning and running know nothing of one another; what they share is the plan.
const ROOMS_OF_RULES: &[(&str, &[&str])] = &[
    ("values", &[]),
    ("functions", &["values"]),
    ("program", &["values", "functions"]),
    ("lint", &["values", "functions", "program"]),
    ("plan", &["values", "functions", "program", "lint"]),
    ("run", &["values", "functions", "program"]),
];

/// Where each outside crate may be used, as beginnings of paths below `src`.
const DOORS: &[(&str, &[&str])] = &[
    ("pest", &["syntax/"]),
    ("pest_derive", &["syntax/"]),
    ("unicode_ident", &["syntax/", "analysis/", "editor/", "format/"]),
    ("unicode_normalization", &["source/composed.rs"]),
    ("unicode_security", &["likeness/looks.rs"]),
    ("unicode_script", &["likeness/looks.rs"]),
    ("codespan_reporting", &["report/terminal.rs"]),
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/shell.rs"]),
    ("clap_mangen", &["cli/shell.rs"]),
    ("lsp_server", &["lsp/", "cli/lsp.rs"]),
    ("similar", &["cli/changes.rs", "lsp/answers/formatting.rs"]),
    ("miette", &["cli/failure.rs"]),
    ("serde", &["report/", "answers/", "whatif/", "write/", "cli/"]),
    ("serde_json", &["report/", "answers/", "write/", "cli/", "lsp/"]),
    ("csv", &["write/"]),
    ("maud", &["write/html/", "cli/serve/page.rs"]),
    ("tiny_http", &["cli/serve/mod.rs"]),
    ("notify", &["cli/serve/watch.rs"]),
    ("getrandom", &["cli/serve/mod.rs"]),
    ("rust_xlsxwriter", &["write/workbook/"]),
    ("sha2", &["artefact/digest.rs"]),
    ("tempfile", &["cli/whole/", "lsp/library.rs"]),
    ("signal_hook", &["cli/whole/unfinished.rs"]),
    ("walkdir", &["workspace/"]),
    ("jiff", &["quantity/", "cli/"]),
    ("rust_decimal", &["quantity/"]),
    ("regex_lite", &["rules/program/pattern.rs"]),
    // Tools without an opinion about the structure.
    ("rayon", &[""]),
    ("rustc_hash", &[""]),
];

/// Files longer than the limit, each with the reason why it is not split.
const LONG: &[(&str, &str)] = &[];

/// The most lines of a file.
const LONGEST: usize = 520;

#[test]
fn dependencies_run_one_way() {
    let mut faults = Vec::new();
    for file in sources() {
        let module = module(&file.path);
        if ["lib.rs", "main.rs"].contains(&&*module) {
            continue;
        }
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == module) else {
            faults.push(format!("{}: the module `{module}` has no place in the layers", file.path));
            continue;
        };
        for (number, used) in file.used("crate::") {
            if used != module && LAYERS.iter().any(|(name, _)| *name == used) && !allowed.contains(&&*used) {
                faults.push(format!("{}:{number}: `{module}` must not use `{used}`", file.path));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn what_is_allowed_is_used_and_leads_round_no_circle() {
    let sources = sources();
    let mut faults = Vec::new();
    for (name, allowed) in LAYERS {
        let files = sources.iter().filter(|file| module(&file.path) == *name);
        let used: Vec<String> = files.flat_map(|file| file.used("crate::")).map(|(_, used)| used).collect();
        let idle = allowed.iter().filter(|allowed| used.iter().all(|used| used != *allowed));
        faults.extend(idle.map(|idle| format!("`{name}` may use `{idle}`, and does not")));
        let mut reached: Vec<&str> = allowed.to_vec();
        let mut next = 0;
        while let Some(at) = reached.get(next) {
            let below = LAYERS.iter().find(|(name, _)| name == at).map_or(&[][..], |(_, below)| *below);
            let new: Vec<&str> = below.iter().copied().filter(|name| !reached.contains(name)).collect();
            reached.extend(new);
            next += 1;
        }
        if reached.contains(name) {
            faults.push(format!("`{name}` may use itself by way of others"));
        }
    }
    for (name, doors) in DOORS {
        let behind = |door: &&&str| {
            let mut files = sources.iter().filter(|file| file.path.starts_with(**door));
            files.all(|file| file.code().all(|(_, line)| !mentions(line, name)))
        };
        faults.extend(doors.iter().filter(behind).map(|door| format!("the door `{door}` opens on no use of `{name}`")));
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn names_are_seen_in_nested_and_broken_imports() {
    let text = "use crate::{\n    model::{Kind, names::{Name, Other}},\n    source::Span,\n};\nfn f() { crate::diag::told(crate::rules::run) }\n";
    let file = File { path: "x.rs".to_owned(), text: text.to_owned() };
    let seen: Vec<(usize, String)> = file.used("crate::");
    let seen: Vec<(usize, &str)> = seen.iter().map(|(line, name)| (*line, name.as_str())).collect();
    assert_eq!(seen, [(1, "model"), (1, "source"), (5, "diag"), (5, "rules")]);
}

#[test]
fn the_rooms_of_rules_depend_one_way() {
    let mut faults = Vec::new();
    for file in sources() {
        let Some((room, _)) = file.path.strip_prefix("rules/").and_then(|rest| rest.split_once('/')) else {
            continue;
        };
        let Some((_, allowed)) = ROOMS_OF_RULES.iter().find(|(name, _)| *name == room) else {
            faults.push(format!("{}: the room `{room}` has no place in the layers of `rules`", file.path));
            continue;
        };
        // A name that `rules` itself offers would hide which room it comes from.
        for (number, used) in file.used("crate::rules::") {
            if !allowed.contains(&&*used) {
                faults.push(format!("{}:{number}: `rules::{room}` must not use `rules::{used}`", file.path));
            }
        }
        for (number, line) in file.code() {
            let top = file.path.ends_with("/mod.rs");
            if line.contains("super::super::") || (top && line.contains("super::") && !line.trim_start().starts_with("pub(")) {
                faults.push(format!("{}:{number}: another room is named from the top: `crate::rules::…`", file.path));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn outside_crates_come_in_by_their_doors() {
    let mut faults = Vec::new();
    for file in sources() {
        for (number, line) in file.code() {
            for (name, doors) in DOORS {
                if mentions(line, name) && !doors.iter().any(|door| file.path.starts_with(door)) {
                    faults.push(format!("{}:{number}: `{name}` is used outside {doors:?}", file.path));
                }
            }
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_dependency_has_a_door() {
    let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
    // Those of one system too: `[target.'cfg(unix)'.dependencies]`.
    let tables = manifest.split("\n[").filter_map(|table| table.split_once("]\n"));
    let dependencies =
        tables.filter(|(head, _)| *head == "dependencies" || head.ends_with(".dependencies")).map(|(_, lines)| lines);
    let lines = dependencies.flat_map(str::lines).filter(|line| !line.starts_with('#'));
    let names = lines.filter_map(|line| line.split_once(" = "));
    let mut names: Vec<String> = names.map(|(name, _)| name.replace('-', "_")).collect();
    names.sort();
    let mut doors: Vec<&str> = DOORS.iter().map(|(name, _)| *name).collect();
    doors.sort_unstable();
    assert_eq!(names, doors);
}

#[test]
fn the_outside_world_comes_in_by_the_workspace_and_the_command_line() {
    let open: Vec<String> = sources()
        .into_iter()
        .filter(|file| file.text.contains("disallowed_methods"))
        .map(|file| file.path)
        .filter(|path| !["workspace/", "cli/", "lsp/", "main.rs"].iter().any(|door| path.starts_with(door)))
        .collect();
    assert!(
        open.is_empty(),
        "only the workspace, the command line and `main` may lift the ban on disk, clock and environment: {open:?}"
    );
}

/// What may open licensed texts, each with the reason why it may.
const OPENERS: &[(&str, &str)] = &[
    ("world/mod.rs", "declares the audience"),
    ("model/reader.rs", "is the door"),
    ("cli/build.rs", "`--private` asks for it"),
    ("cli/explain/mod.rs", "`--private` asks for it"),
    ("cli/whole/build.rs", "records which files of a folder are private"),
    ("artefact/mod.rs", "marks what is private"),
    ("artefact/applicability.rs", "has a section that only the licensed see"),
    ("analysis/files.rs", "looks for a file by its name, and says it to nobody"),
    ("testing.rs", "runs a model that stands in a test, and says nothing of it"),
];

#[test]
fn licensed_texts_are_opened_by_few() {
    let opens = |file: &File| file.code().any(|(_, line)| line.contains("Audience::Licensed") || line.contains("Licensed,"));
    let found: Vec<String> = sources().into_iter().filter(opens).map(|file| file.path).collect();
    let strange: Vec<&String> = found.iter().filter(|path| OPENERS.iter().all(|(opener, _)| opener != path)).collect();
    assert!(strange.is_empty(), "texts leave by a reader for whoever reads them; these read as the licensed do: {strange:?}");
    for (opener, _) in OPENERS {
        assert!(found.iter().any(|path| path == opener), "{opener} opens nothing any more");
    }
}

#[test]
fn no_standard_is_named_in_the_code() {
    let mut faults = Vec::new();
    for path in files(&root().join("src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        for (number, line) in text.lines().enumerate() {
            // The standards for currencies and for dates are not what this is about.
            let line = line.replace("ISO 4217", "").replace("ISO 8601", "").to_lowercase();
            let words = line.split(|letter: char| !letter.is_alphanumeric());
            for word in words {
                let iso = word.strip_prefix("iso").is_some_and(|rest| rest.chars().all(|letter| letter.is_ascii_digit()));
                if iso || word.contains("20000") || word.contains("cmmi") {
                    faults.push(format!("{}:{}: `{word}`", path.display(), number + 1));
                }
            }
        }
    }
    assert!(faults.is_empty(), "what a standard says belongs in stdlib/:\n{}", faults.join("\n"));
}

#[test]
fn nothing_in_the_code_gives_up() {
    let mut faults = Vec::new();
    for file in sources() {
        for (number, line) in file.code() {
            for word in [".unwrap()", ".expect(", "panic!(", "todo!(", "unimplemented!(", "unreachable!("] {
                if line.contains(word) {
                    faults.push(format!("{}:{number}: `{word}`", file.path));
                }
            }
        }
    }
    assert!(faults.is_empty(), "an impossible case is told or passed over, it does not end the program:\n{}", faults.join("\n"));
}

#[test]
fn every_file_has_one_subject() {
    let mut faults = Vec::new();
    for file in sources() {
        let lines = file.text.lines().count();
        let excused = LONG.iter().any(|(path, _)| *path == file.path);
        if lines > LONGEST && !excused {
            faults.push(format!("{}: {lines} lines", file.path));
        }
        if lines <= LONGEST && excused {
            faults.push(format!("{}: is not long any more", file.path));
        }
    }
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_file_of_the_suite_is_run() {
    let main = std::fs::read_to_string(root().join("tests/suite/main.rs")).unwrap();
    for path in files(&root().join("tests/suite")) {
        let name = path.file_stem().unwrap().to_str().unwrap();
        let top = path.parent().unwrap().ends_with("suite");
        if top && path.extension().is_some_and(|extension| extension == "rs") && name != "main" {
            assert!(main.lines().any(|line| line == format!("mod {name};")), "tests/suite/main.rs does not name `{name}`");
        }
    }
}

/// A Rust file below `src`.
struct File {
    /// Its path below `src`, with `/`.
    path: String,
    text: String,
}

impl File {
    /// The lines with their numbers, without comments and without the tests at the end.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let end = self.text.find("\n#[cfg(test)]\nmod tests").unwrap_or(self.text.len());
        let lines = self.text[..end].lines().enumerate();
        lines.filter(|(_, line)| !line.trim_start().starts_with("//")).map(|(index, line)| (index + 1, line))
    }
}

impl File {
    /// The names that follow `lead` in the code, each with its line; of a group in braces those that stand in it directly.
    fn used(&self, lead: &str) -> Vec<(usize, String)> {
        let lines: Vec<(usize, &str)> = self.code().collect();
        let text: String = lines.iter().flat_map(|(_, line)| [*line, "\n"]).collect();
        let mut used = Vec::new();
        for (at, _) in text.match_indices(lead) {
            let number = lines[text[..at].matches('\n').count()].0;
            let rest = &text[at + lead.len()..];
            let Some(group) = rest.strip_prefix('{') else {
                used.push((number, first_name(rest)));
                continue;
            };
            let (mut depth, mut start) = (0, 0);
            for (place, letter) in group.char_indices() {
                match letter {
                    '{' => depth += 1,
                    '}' if depth > 0 => depth -= 1,
                    ',' | '}' if depth == 0 => {
                        used.push((number, first_name(&group[start..place])));
                        start = place + 1;
                    }
                    _ => {}
                }
                if letter == '}' && depth == 0 && start == place + 1 {
                    break;
                }
            }
        }
        used.retain(|(_, name)| !name.is_empty());
        used
    }
}

fn first_name(text: &str) -> String {
    text.trim_start().split(|letter| !is_name(letter)).next().unwrap_or_default().to_owned()
}

/// Whether a line of code names something of this crate.
fn mentions(line: &str, crate_name: &str) -> bool {
    let used = format!("{crate_name}::");
    line.match_indices(&used).any(|(at, _)| !line[..at].ends_with(is_name))
}

fn sources() -> Vec<File> {
    let src = root().join("src");
    let mut sources = Vec::new();
    for path in files(&src) {
        // Helpers of tests are tests.
        if path.extension().is_some_and(|extension| extension == "rs") && !path.ends_with("report/samples.rs") {
            let short = path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/");
            sources.push(File { path: short, text: std::fs::read_to_string(&path).unwrap() });
        }
    }
    assert!(sources.len() > 30, "the sources were not found");
    sources
}

/// All files below `folder`, sorted.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// `syntax` for `syntax/tree.rs` and for `syntax.rs`.
fn module(path: &str) -> String {
    match path.split_once('/') {
        Some((folder, _)) => folder.to_owned(),
        None if ["lib.rs", "main.rs"].contains(&path) => path.to_owned(),
        None => path.trim_end_matches(".rs").to_owned(),
    }
}

fn is_name(letter: char) -> bool {
    letter.is_alphanumeric() || letter == '_'
}
