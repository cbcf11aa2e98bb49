//! Builds are all or nothing, and leave nothing of earlier ones that they no longer make.

use std::path::Path;

use crate::program::{sms, write};
use crate::support;
use crate::workbook;

/// The files in a folder and in those of formats within it, hidden ones too, sorted.
fn names(folder: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let mut names = Vec::new();
    for entry in entries {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        match entry.path().is_dir() {
            true => names.extend(self::names(&entry.path()).into_iter().map(|inner| format!("{name}/{inner}"))),
            false => names.push(name),
        }
    }
    names.sort();
    names
}

/// What is built here: the page, the workbook, and each document in every format.
const FORMATS: &str = "--format=html,xlsx,markdown,csv,json";

fn matrices(folder: &Path) -> Vec<String> {
    let csv = names(folder).into_iter().filter_map(|name| Some(name.strip_prefix("csv/")?.to_owned()));
    csv.filter(|name| name.starts_with("raci_matrix.")).collect()
}

const LIST: &str = ".sms-written.json";

/// A model with one process of this name.
fn process(name: &str) -> String {
    format!(
        "role lead\nperson kim {{ roles: [lead] }}\n\
         process {name} {{ owner: lead  activity a {{ accountable: lead, responsible: [lead] }} }}\n"
    )
}

#[test]
fn tables_of_a_process_that_was_renamed_go() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("d");
    write(folder.path(), "d/csv/raci_matrix.mine.csv", "of other origin");
    write(folder.path(), "m.sms", process("desk"));
    let build = |arguments: &[&str]| sms(folder.path(), &[&["build", "m.sms", "--out", "d"], arguments].concat());
    assert_eq!(build(&[FORMATS]).code, 0);
    assert!(matrices(&out).contains(&"raci_matrix.desk.csv".to_owned()));
    write(folder.path(), "m.sms", process("counter"));
    let run = build(&[FORMATS]);
    assert!(run.out.contains("removed d/csv/raci_matrix.desk.csv\n"), "{}", run.out);
    assert!(run.out.ends_with(", removed 1 file of earlier builds\n"), "{}", run.out);
    let expected = ["about", "counter", "gaps", "mine", "totals"].map(|part| format!("raci_matrix.{part}.csv"));
    assert_eq!(matrices(&out), expected);
    // A second build changes nothing, byte for byte, and removes nothing.
    let before: Vec<_> = names(&out).iter().map(|name| std::fs::read(out.join(name)).unwrap()).collect();
    assert!(!build(&[FORMATS]).out.contains("removed"));
    let after: Vec<_> = names(&out).iter().map(|name| std::fs::read(out.join(name)).unwrap()).collect();
    assert_eq!(before, after);
    // Other documents and other formats are nobody's business of a build that was not asked for them.
    let all = names(&out);
    assert!(!build(&["--only", "role_list", "--format", "csv"]).out.contains("removed"));
    assert_eq!(names(&out), all);
}

#[test]
fn a_register_that_is_gone_takes_its_files_along() {
    let folder = tempfile::tempdir().unwrap();
    let register = "register posts \"Posts\" { each: r in role column \"Name\" = r.id }\n";
    let build = || sms(folder.path(), &["build", "m.sms", "--out", "d", FORMATS]);
    write(folder.path(), "m.sms", process("desk") + register);
    build();
    assert!(names(&folder.path().join("d")).contains(&"markdown/posts.md".to_owned()));
    write(folder.path(), "m.sms", process("desk"));
    let out = build().out;
    for file in ["markdown/posts.md", "csv/posts.csv", "csv/posts.about.csv", "json/posts.json"] {
        assert!(out.contains(&format!("removed d/{file}\n")), "{out}");
    }
}

#[test]
fn registers_of_the_library_in_which_nothing_stands_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let own = "register posts \"Posts\" { each: r in role where r.id == \"none\" column \"Post\" = r.title }\n";
    write(folder.path(), "m.sms", process("desk") + "site leeds\n" + own);
    let build = |arguments: &[&str]| sms(folder.path(), &[&["build", "m.sms", "--out", "d"], arguments].concat());
    let there = |name: &str| names(&folder.path().join("d")).contains(&format!("markdown/{name}"));
    let run = build(&[FORMATS]);
    assert!(run.out.contains(" registers in which nothing would stand; `--only "), "{run:?}");
    // What the organisation asks for is written, and so is what is not a register.
    assert!(there("site_list.md") && there("posts.md") && there("raci_matrix.md") && !there("complaints.md"));
    // Asked for by name it is written, and the next whole build takes it away again.
    assert_eq!(build(&["--only", "complaints", FORMATS]).code, 0);
    assert!(there("complaints.md") && there("site_list.md"));
    build(&[FORMATS]);
    assert!(!there("complaints.md"));
    // What has become empty goes.
    write(folder.path(), "m.sms", process("desk") + own);
    let run = build(&[FORMATS]);
    assert!(run.out.contains("removed d/markdown/site_list.md\n") && !there("site_list.md"), "{run:?}");
}

#[test]
fn a_public_build_over_a_private_one_leaves_no_licensed_text() {
    let folder = tempfile::tempdir().unwrap();
    let model = "organisation o\nscope s { standard: iso20000, organisation: o }\n\
        overlay copy { of: iso20000 licence: \"one copy\" licensed_text { of: iso20000.8.6.1, text: \"SEALED\" } }\n";
    write(folder.path(), "m.sms", model);
    let build = |arguments: &[&str]| sms(folder.path(), &[&["build", "m.sms", "--keep-going", "--out", "d"], arguments].concat());
    let sealed = || {
        let all = names(&folder.path().join("d"));
        let holds = |name: &String| workbook::text_of(&folder.path().join("d").join(name)).contains("SEALED");
        all.into_iter().filter(holds).collect::<Vec<_>>()
    };
    build(&["--private", FORMATS]);
    assert!(sealed().len() > 2 && sealed().contains(&"dossier.xlsx".to_owned()), "{:?}", sealed());
    // Whatever little of it is built for anybody.
    build(&["--only", "role_list", "--format", "csv"]);
    assert_eq!(sealed(), Vec::<String>::new());
    build(&["--private", FORMATS]);
    build(&[]);
    assert_eq!(sealed(), Vec::<String>::new());
    // A killed private build leaves parts, which the next takes away.
    write(folder.path(), "d/.sms-a1B2c3.part", "SEALED");
    build(&[]);
    assert_eq!(sealed(), Vec::<String>::new());
}

#[test]
fn names_that_cannot_be_files_are_told_where_they_stand() {
    let register = |name: &str| format!("register {name} {{ each: r in role column \"x\" = r.id }}\n");
    let told = |text: String| -> Vec<String> {
        support::language(&text).into_iter().map(|told| format!("{} {}: {}", told.line, told.id, told.message)).collect()
    };
    assert_eq!(told(register(&"r".repeat(250))), ["1 E0701: the name of the register is too long for a file: 250 bytes"]);
    assert_eq!(told(register(&"ж".repeat(101))), ["1 E0701: the name of the register is too long for a file: 202 bytes"]);
    assert_eq!(told(register(&"r".repeat(200))), Vec::<String>::new());
    assert_eq!(told(register("aux")), ["1 E0701: no file can be called `aux` on Windows"]);
    assert_eq!(told(register("Com1")), ["1 E0701: no file can be called `Com1` on Windows"]);
    assert_eq!(told(register("raci_matrix")), ["1 E0702: there is a document called `raci_matrix` already"]);
    let case = "the documents `coverage_report` and `Coverage_report` differ in upper and lower case only";
    assert_eq!(told(register("Coverage_report")), [format!("1 E0702: {case}")]);
    let case = "the documents `Posts` and `posts` differ in upper and lower case only";
    assert_eq!(told(register("Posts") + &register("posts")), [format!("2 E0702: {case}")]);
    let case = "the documents `role_list` and `Role_list` differ in upper and lower case only";
    assert_eq!(told(register("Role_list")), [format!("1 E0702: {case}")]);
    for near in ["auxiliary", "console", "com", "com10", "lpt", "raci_matrices", "posts"] {
        assert_eq!(told(register(near)), Vec::<String>::new(), "{near}");
    }
}

#[test]
fn a_name_that_the_disk_refuses_leaves_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "m.sms", process("desk"));
    let build = || sms(folder.path(), &["build", "m.sms", "--keep-going", "--out", "d", FORMATS]);
    build();
    let before = names(&folder.path().join("d"));
    write(
        folder.path(),
        "m.sms",
        process("counter") + &format!("register {} {{ each: r in role column \"x\" = r.id }}\n", "r".repeat(250)),
    );
    let run = build();
    assert!(run.code == 2 && run.err.contains("could not be written"), "{run:?}");
    assert_eq!(names(&folder.path().join("d")), before);
    // Paths of entities may be as long as they like.
    write(folder.path(), "m.sms", process(&"p".repeat(300)));
    assert_eq!(build().code, 0);
}

#[test]
fn tables_that_every_matrix_has_keep_their_names() {
    let folder = tempfile::tempdir().unwrap();
    let person = "role lead\nperson kim { roles: [lead] }\n";
    let process =
        |name: &str| format!("process {name} {{ owner: lead  activity a {{ accountable: lead, responsible: [lead] }} }}\n");
    write(folder.path(), "m.sms", person.to_owned() + &["totals", "gaps", "about", "desk", "Desk"].map(process).concat());
    sms(folder.path(), &["build", "m.sms", "--out", "d", "--only", "raci_matrix", FORMATS]);
    let out = folder.path().join("d");
    let expected = ["about.2", "about", "desk.2", "desk", "gaps.2", "gaps", "totals.2", "totals"];
    assert_eq!(matrices(&out), expected.map(|part| format!("raci_matrix.{part}.csv")));
    let text = |name: &str| std::fs::read_to_string(out.join(format!("csv/raci_matrix.{name}.csv"))).unwrap();
    assert!(!text("totals").starts_with("Activity") && text("totals.2").starts_with("Activity"));
    assert!(!text("gaps").starts_with("Activity,") || text("gaps") != text("gaps.2"));
}

#[test]
fn a_damaged_list_of_files_stops_the_build_before_it_begins() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "m.sms", process("desk"));
    write(folder.path(), &format!("d/{LIST}"), "{");
    let run = sms(folder.path(), &["build", "m.sms", "--out", "d"]);
    assert!(run.code == 2 && run.err.contains("unreadable-list"), "{run:?}");
    assert_eq!(names(&folder.path().join("d")), [LIST]);
}

#[cfg(unix)]
mod stopped {
    use std::process::{Child, Command, Stdio};
    use std::time::{Duration, Instant};

    use super::*;

    /// Begins a large build, and waits for the first file to be written beside its place.
    fn begun(folder: &Path) -> (Child, bool) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sms"));
        command.arg("build").arg(support::root().join("examples/northwind")).args([
            "--as-of",
            "2026-11-21",
            "--keep-going",
            FORMATS,
            "--out",
        ]);
        let mut child = command.arg(folder).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let until = Instant::now() + Duration::from_secs(120);
        while Instant::now() < until && child.try_wait().unwrap().is_none() {
            if names(folder).iter().any(|name| name.ends_with(".part")) {
                return (child, true);
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        (child, false)
    }

    fn signal(child: &Child, name: &str) {
        Command::new("kill").args(["-s", name, &child.id().to_string()]).status().unwrap();
    }

    #[test]
    fn a_build_that_is_told_to_stop_takes_its_parts_away() {
        for name in ["TERM", "INT", "HUP"] {
            let place = tempfile::tempdir().unwrap();
            let folder = place.path().join("a/d");
            let (mut child, caught) = begun(&folder);
            signal(&child, name);
            let status = child.wait().unwrap();
            let left = names(&folder);
            assert!(left.iter().all(|name| !name.ends_with(".part")), "{name}: {left:?}");
            // Either all is written or nothing is, folders included.
            let whole = left.contains(&LIST.to_owned());
            assert!(whole || !place.path().join("a").exists(), "{name}: {left:?}");
            assert!(!caught || whole || status.code().is_none(), "{name}: {status}");
        }
    }

    #[test]
    fn what_a_killed_build_leaves_goes_with_the_next_and_does_not_block_it() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("d");
        let (mut child, _) = begun(&folder);
        signal(&child, "KILL");
        child.wait().unwrap();
        write(place.path(), "m.sms", process("desk"));
        let begun = Instant::now();
        let run = sms(place.path(), &["build", "m.sms", "--out", "d"]);
        assert!(run.code == 0 && begun.elapsed() < Duration::from_secs(30), "{run:?}");
        assert!(names(&folder).iter().all(|name| !name.ends_with(".part")));
    }

    /// The files below `folder` that hold licensed text.
    fn sealed(folder: &Path) -> Vec<String> {
        let holds = |name: &String| workbook::text_of(&folder.join(name)).contains("SEALED");
        names(folder).into_iter().filter(holds).collect()
    }

    /// A model whose private documents hold licensed text, and take a while to write.
    fn licensed(folder: &Path) {
        let processes: String = (0..300).map(|at| process(&format!("desk_{at}"))).collect();
        let text = "organisation o\nscope s { standard: iso20000, organisation: o }\n\
            overlay copy { of: iso20000 licence: \"one copy\" licensed_text { of: iso20000.8.6.1, text: \"SEALED\" } }\n";
        write(folder, "m.sms", text.to_owned() + &processes);
    }

    #[test]
    fn a_private_build_that_is_killed_leaves_nothing_to_a_public_one() {
        // Killed before the first file is in its place, among them, and towards the end.
        for parts in [1, 20, 150, 290] {
            let place = tempfile::tempdir().unwrap();
            licensed(place.path());
            let folder = place.path().join("d");
            let mut command = Command::new(env!("CARGO_BIN_EXE_sms"));
            command.current_dir(place.path()).args([
                "build",
                "m.sms",
                "--private",
                "--keep-going",
                FORMATS,
                "--as-of",
                "2026-11-21",
                "--out",
                "d",
            ]);
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            let until = Instant::now() + Duration::from_secs(120);
            while names(&folder).len() < parts && Instant::now() < until && child.try_wait().unwrap().is_none() {
                std::thread::sleep(Duration::from_millis(1));
            }
            signal(&child, "KILL");
            child.wait().unwrap();
            let run = sms(place.path(), &["build", "m.sms", "--keep-going", "--only", "role_list", "--out", "d"]);
            assert!(run.code < 2, "{run:?}");
            assert_eq!(sealed(&folder), Vec::<String>::new(), "{parts}");
            assert!(names(&folder).iter().all(|name| !name.ends_with(".part")), "{parts}");
        }
    }

    #[test]
    fn a_build_that_is_refused_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        licensed(place.path());
        let text = std::fs::read_to_string(place.path().join("m.sms")).unwrap();
        write(place.path(), "m.sms", text + "role r { belongs_to: nobody }\n");
        for private in [&["--private"][..], &[]] {
            let run = sms(place.path(), &[&["build", "m.sms", "--out", "a/d"], private].concat());
            assert!(run.code == 1 && run.err.contains("not-built"), "{run:?}");
            assert!(!place.path().join("a").exists());
        }
    }

    #[test]
    fn two_builds_into_one_folder_wait_for_each_other() {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("d");
        let (mut child, _) = begun(&folder);
        write(place.path(), "m.sms", process("desk"));
        let run = sms(place.path(), &["build", "m.sms", "--out", "d", "--only", "role_list"]);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(child.wait().unwrap().code().is_some_and(|code| code < 2));
        assert!(names(&folder).iter().all(|name| !name.ends_with(".part")));
    }
}
