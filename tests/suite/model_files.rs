//! Which files make up a model: links that lead out, and what is passed over.

use std::path::Path;

use crate::program::{Run, sms, write};

fn check(folder: &Path, paths: &[&str]) -> Run {
    sms(folder, &[&["check", "--format", "short"], paths].concat())
}

mod part {
    use super::*;

    fn model() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "model/roles.sms", "role lead\nrole chief\nrole vacant\n");
        write(folder.path(), "model/people.sms", "person kim { roles: [lead, chief] }\nperson uma { roles: [nobody] }\n");
        write(folder.path(), "model/team/desk.sms", "process desk { owner: chief, backup: vacant }\n");
        folder
    }

    #[test]
    fn only_what_is_in_a_file_is_told_and_the_whole_model_is_read() {
        let folder = model();
        let run = |only: &[&str]| check(folder.path(), &[&["model"], only].concat());
        let whole = run(&[]);
        assert!(whole.out.contains("`nobody`") && whole.out.contains("`vacant`") && whole.out.contains("`backup`"), "{whole:?}");
        let people = run(&["--only", "model/people.sms"]);
        assert!(people.code == 1 && people.out.contains("`nobody`") && !people.out.contains("vacant"), "{people:?}");
        assert!(people.out.contains("note[E0009]: one error in another file is not told\n"), "{people:?}");
        assert!(people.out.contains("checked 3 files") && people.out.contains("1 error, 1 note"), "{people:?}");
        let roles = run(&["--only", "model/roles.sms"]);
        assert!(roles.code == 0 && roles.out.contains("`vacant`") && !roles.out.contains("error[E0203]"), "{roles:?}");
        assert!(roles.out.contains("note[E0009]: 2 errors in other files are not told\n"), "{roles:?}");
        let both = run(&["--only", "model/people.sms", "--only", "model/team"]);
        assert!(both.out.contains("`nobody`") && both.out.contains("`backup`") && !both.out.contains("E0009"), "{both:?}");
        // However it is called.
        let again = run(&["--only", "./model/../model/people.sms"]);
        assert_eq!(again.out, people.out);
    }

    #[test]
    fn what_is_no_file_of_the_model_is_not_passed_in_silence() {
        let folder = model();
        write(folder.path(), "other.sms", "site leeds\n");
        for only in ["other.sms", "model/none.sms", "model/notes"] {
            let run = check(folder.path(), &["model", "--only", only]);
            assert!(run.code == 2 && run.err.contains("not-in-the-model") && run.err.contains(only), "{run:?}");
        }
    }

    #[test]
    fn a_file_that_lacks_the_rest_of_its_model_says_where_that_is() {
        let folder = model();
        let run = check(folder.path(), &["model/people.sms"]);
        let note = "note[E0009]: 2 of 3 names that nothing declares are declared in `roles.sms`, beside what was checked\n";
        assert!(run.out.contains(note), "{run:?}");
        let help = sms(folder.path(), &["check", "model/people.sms"]).out;
        assert!(
            help.contains(
                "`sms check model --only model/people.sms` reads the whole model and tells what is in `model/people.sms`"
            ),
            "{help}"
        );
        // From the folder below, and from within.
        let run = check(folder.path(), &["model/team/desk.sms"]);
        assert!(
            run.out.contains("declares are declared in `roles.sms`") || run.out.contains("declares is declared in `roles.sms`"),
            "{run:?}"
        );
        let run = sms(&folder.path().join("model"), &["check", "people.sms"]);
        assert!(run.out.contains("`sms check . --only people.sms`"), "{run:?}");
    }

    #[test]
    fn nothing_is_said_of_files_beside_that_do_not_help() {
        let folder = model();
        let none = |paths: &[&str]| {
            let run = check(folder.path(), paths);
            assert!(!run.out.contains("E0009"), "{run:?}");
        };
        none(&["model"]);
        none(&["model/roles.sms"]);
        none(&["model/roles.sms", "model/people.sms"]);
        write(folder.path(), "alone/m.sms", "person kim { roles: [a, b, c] }\n");
        write(folder.path(), "alone/n.sms", "role a\n");
        none(&["alone/m.sms"]);
    }
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;
    use std::time::{Duration, Instant};

    use super::*;

    #[test]
    fn a_link_to_a_whole_disk_is_told_at_once_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "model/a.sms", "site leeds\n");
        for target in ["/", "/proc", "/usr", "..", "../.."] {
            let link = folder.path().join("model/c");
            symlink(target, &link).unwrap();
            let begun = Instant::now();
            let run = check(folder.path(), &["model"]);
            assert!(begun.elapsed() < Duration::from_secs(5), "{target}: {:?}", begun.elapsed());
            assert_eq!(run.code, 0, "{run:?}");
            assert!(run.out.contains("warning[E0007]: the link `model/c` leads out of the folders given"), "{target}: {run:?}");
            assert!(run.out.contains("checked 1 file"), "{run:?}");
            std::fs::remove_file(&link).unwrap();
        }
    }

    #[test]
    fn a_model_file_that_is_a_link_out_is_an_error_and_nothing_of_it_is_shown() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "model/a.sms", "site leeds\n");
        write(folder.path(), "secret", "root:x:0:0\n");
        symlink("../secret", folder.path().join("model/b.sms")).unwrap();
        for format in ["terminal", "short", "json", "narrated"] {
            let run = sms(folder.path(), &["check", "model", "--format", format]);
            assert_eq!(run.code, 2, "{run:?}");
            assert!(run.out.contains("E0007") && !run.out.contains("root:"), "{run:?}");
        }
        // Given by name, it is what was asked for.
        assert!(check(folder.path(), &["model/b.sms"]).out.contains("secret") || check(folder.path(), &["model/b.sms"]).code == 1);
    }

    #[test]
    fn links_within_the_folders_given_are_followed() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "model/parts/a.sms", "site leeds\n");
        write(folder.path(), "shared/b.sms", "site york\n");
        symlink("parts", folder.path().join("model/again")).unwrap();
        symlink("parts/a.sms", folder.path().join("model/same.sms")).unwrap();
        symlink("../shared", folder.path().join("model/shared")).unwrap();
        let out = check(folder.path(), &["model", "shared"]).out;
        assert!(out.contains("checked 2 files, 2 entities: no errors"), "{out}");
        assert!(!out.contains("E0007"), "{out}");
        assert!(check(folder.path(), &["model"]).out.contains("warning[E0007]: the link `model/shared`"));
        // The folder given may itself be a link.
        symlink("model/parts", folder.path().join("by_link")).unwrap();
        assert_eq!(check(folder.path(), &["by_link"]).out, "checked 1 file, 1 entity: no errors\n");
    }

    #[test]
    fn rings_of_links_end() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "model/a/a.sms", "site leeds\n");
        write(folder.path(), "model/b/b.sms", "site york\n");
        symlink("../b", folder.path().join("model/a/to_b")).unwrap();
        symlink("../a", folder.path().join("model/b/to_a")).unwrap();
        symlink("two", folder.path().join("model/one")).unwrap();
        symlink("one", folder.path().join("model/two")).unwrap();
        let run = check(folder.path(), &["model"]);
        assert!(run.out.contains("E0005") && run.out.contains("checked 2 files, 2 entities"), "{run:?}");
    }
}

#[test]
fn packages_of_tools_are_passed_over_and_counted() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", "site leeds\n");
    for copy in ["node_modules/x/a.sms", "node_modules/y/a.sms", "web/vendor/a.sms", "target/a.sms", ".venv/a.sms", ".a.sms"] {
        write(folder.path(), &format!("model/{copy}"), "site leeds\n");
    }
    write(folder.path(), "model/web/vendor/autoload.php", "");
    write(folder.path(), "model/target/CACHEDIR.TAG", "");
    let run = check(folder.path(), &["model", "--deny", "note"]);
    assert_eq!(run.code, 0, "{run:?}");
    let note =
        "note[E0008]: 5 model files were passed over: `model/.a.sms`, `model/node_modules`, `model/target`, `model/web/vendor`";
    assert!(run.out.contains(note) && run.out.contains("checked 1 file, 1 entity"), "{}", run.out);
    // Given by name, they are read.
    assert!(check(folder.path(), &["model/web/vendor"]).out.starts_with("checked 1 file"));
    assert!(check(folder.path(), &["model", "model/target"]).out.contains("E0201"));
    // A folder of such a name without model files is nobody's business.
    write(folder.path(), "other/b.sms", "site york\n");
    write(folder.path(), "other/node_modules/index.js", "");
    assert_eq!(check(folder.path(), &["other"]).out, "checked 1 file, 1 entity: no errors\n");
}

#[test]
fn folders_of_vendors_and_targets_are_read() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/a.sms", "site leeds\n");
    write(folder.path(), "model/vendor/b.sms", "site york\n");
    write(folder.path(), "model/target/c/d.sms", "site hull\n");
    write(folder.path(), "model/vendor/contract.pdf", "");
    assert_eq!(check(folder.path(), &["model"]).out, "checked 3 files, 3 entities: no errors\n");
}

#[test]
fn a_file_in_the_folder_says_what_else_is_passed_over() {
    let folder = tempfile::tempdir().unwrap();
    for file in ["a.sms", "drafts/b.sms", "vendor/c.sms", "web/vendor/d.sms", "old/e-copy.sms"] {
        let name = file.rsplit('/').next().unwrap().trim_end_matches(".sms").replace('-', "_");
        write(folder.path(), &format!("model/{file}"), format!("site {name}\n"));
    }
    for of_tools in ["vendor", "web/vendor"] {
        write(folder.path(), &format!("model/{of_tools}/modules.txt"), "");
    }
    write(folder.path(), "model/.smsignore", "# not yet\ndrafts/\n*-copy.sms\n!/vendor\n");
    let out = check(folder.path(), &["model"]).out;
    assert!(out.contains("checked 2 files, 2 entities"), "{out}");
    assert!(out.contains("3 model files were passed over: `model/drafts`, `model/old/e-copy.sms`, `model/web/vendor`"), "{out}");
    // Where everything is passed over there is nothing to check, and why is told.
    write(folder.path(), "model/.smsignore", "*.sms\n");
    let run = check(folder.path(), &["model"]);
    assert!(run.code == 2 && run.out.contains("E0006") && run.out.contains("E0008"), "{run:?}");
}
