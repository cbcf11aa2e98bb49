//! The language server as an editor talks to it, step by step: texts that are opened, changed and closed, files that come and go. What it
//! answers to each request is data: see `protocol`.

use lsp_server::ErrorCode;
use serde_json::{Value, json};

use crate::editor_client::Editor;
use crate::program::write;

/// What a client says that asks for diagnostics itself.
fn pulling() -> Value {
    json!({
        "textDocument": { "diagnostic": {} },
        "workspace": {
            "diagnostics": { "refreshSupport": true }, "codeLens": { "refreshSupport": true }, "inlayHint": { "refreshSupport": true },
        },
    })
}

#[test]
fn what_is_wrong_is_told_and_is_told_to_be_gone() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "site x \"😀\" { adress: \"x\" }\n");
    write(folder.path(), "b.sms", "site leeds\n");
    let mut editor = Editor::open(folder.path(), json!({}));
    let told = editor.wait_for("a.sms", &["E0401"]);
    // The smile takes two units of UTF-16.
    assert_eq!(told[0]["range"]["start"], json!({ "line": 0, "character": 14 }));
    let uri = editor.uri("a.sms");
    editor.open_document(&uri, "site x \"😀\" { adress: \"x\" }\n");
    editor.wait_for("a.sms", &["E0401"]);
    let change =
        json!({ "range": { "start": { "line": 0, "character": 14 }, "end": { "line": 0, "character": 20 } }, "text": "address" });
    editor.tell("textDocument/didChange", json!({ "textDocument": { "uri": uri, "version": 2 }, "contentChanges": [change] }));
    editor.wait_for("a.sms", &[]);
    // Closed without saving: the disk counts again. Then the file goes.
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    editor.wait_for("a.sms", &["E0401"]);
    std::fs::remove_file(folder.path().join("a.sms")).unwrap();
    editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": uri, "type": 3 }] }));
    editor.wait_for("a.sms", &[]);
}

#[test]
fn a_file_that_comes_is_part_of_the_model_and_one_that_is_passed_over_is_not() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "service desk { owner: boss }\n");
    write(folder.path(), ".smsignore", "drafts\n");
    let mut editor = Editor::open(folder.path(), json!({}));
    editor.wait_for("a.sms", &["E0203"]);
    for (name, codes) in [("drafts/b.sms", &["E0203"][..]), ("b.sms", &[])] {
        write(folder.path(), name, "role boss\nperson ann { roles: [boss] }\n");
        editor.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": editor.uri(name), "type": 1 }] }));
        editor.wait_for("a.sms", codes);
    }
}

#[test]
fn a_file_under_two_addresses_is_one() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a b:c.sms", "site leeds\n");
    let mut editor = Editor::open(folder.path(), json!({}));
    let uri = editor.uri("a%20b%3Ac.sms");
    editor.open_document(&uri, "site leeds\nsite leeds\n");
    editor.wait_for("a%20b%3Ac.sms", &["E0201"]);
    for other in ["a b:c.sms", "a%20b:c.sms", "./a%20b%3Ac.sms", "%61%20b%3ac.sms"] {
        let other = editor.uri(other);
        let symbols = editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": other } }));
        assert_eq!(symbols.as_array().unwrap().len(), 2, "{other}: {symbols}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_behind_a_link_is_the_file_itself() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "model/real/a.sms", "site leeds\n");
    std::os::unix::fs::symlink("real", folder.path().join("model/link")).unwrap();
    std::os::unix::fs::symlink("model", folder.path().join("way_in")).unwrap();
    let mut editor = Editor::open(&folder.path().join("way_in"), json!({}));
    let uri = editor.uri("link/a.sms");
    editor.open_document(&uri, "site leeds\nsite york { adress: \"x\" }\n");
    // One entity of each name: the file is not there twice.
    editor.wait_for("link/a.sms", &["E0401"]);
    let found = editor.ask("workspace/symbol", json!({ "query": "leeds" }));
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
}

#[test]
fn a_file_outside_the_folders_is_judged_with_what_stands_beside_it() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    write(folder.path(), "a.sms", "site leeds\n");
    write(other.path(), "people.sms", "person ann { roles: [boss] }\n");
    write(other.path(), "deep/roles.sms", "role boss\n");
    write(other.path(), ".smsignore", "");
    let mut editor = Editor::open(folder.path(), json!({}));
    let root = format!("file://{}", other.path().canonicalize().unwrap().display());
    editor.open_document(&format!("{root}/deep/roles.sms"), "role boss\n");
    let told: Vec<_> =
        editor.all_told().into_iter().filter(|(_, told)| told.as_array().is_some_and(|told| !told.is_empty())).collect();
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn a_copy_of_the_library_is_not_part_of_a_model() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "service desk { stage: live }\n");
    let mut editor = Editor::open(folder.path(), json!({}));
    let declared = editor.ask_at("textDocument/definition", "a.sms", 0, 2, json!({}));
    let uri = declared["uri"].as_str().unwrap().to_owned();
    assert!(uri.starts_with("file://") && uri.ends_with("stdlib/core/services.sms"), "{uri}");
    let path = uri.strip_prefix("file://").unwrap();
    let text = std::fs::read_to_string(path).unwrap();
    assert!(std::fs::metadata(path).unwrap().permissions().readonly());
    editor.open_document(&uri, &text);
    // What stands there is answered from the library, and told of is nothing.
    let place = json!({ "textDocument": { "uri": uri }, "position": declared["range"]["start"] });
    let hover = editor.ask("textDocument/hover", place);
    assert!(hover["contents"]["value"].as_str().unwrap().starts_with("kind **service**"), "{hover}");
    let told = editor.all_told();
    assert!(told.iter().all(|(told, list)| *told != uri || list.as_array().unwrap().is_empty()), "{told:?}");
    drop(editor);
    assert!(!std::path::Path::new(path).exists(), "a session leaves nothing behind");
    // Whoever can show what is no file is given no file.
    let mut editor = Editor::open_with(folder.path(), json!({}), json!({ "libraryDocuments": true }));
    let declared = editor.ask_at("textDocument/definition", "a.sms", 0, 2, json!({}));
    assert_eq!(declared["uri"], "sms-library:/stdlib/core/services.sms");
    let content = editor.ask("workspace/textDocumentContent", json!({ "uri": declared["uri"] }));
    assert_eq!(content["text"], text.as_str());
    let unknown = editor.ask("workspace/textDocumentContent", json!({ "uri": "sms-library:/stdlib/../Cargo.toml" }));
    assert_eq!(unknown, Value::Null);
}

#[test]
fn who_asks_for_diagnostics_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "service desk { owner: bos }\n");
    write(folder.path(), "b.sms", "service other { owner: bos }\n");
    let mut editor = Editor::open(folder.path(), pulling());
    editor.wait_for("a.sms", &["E0203"]);
    let uri = editor.uri("a.sms");
    editor.open_document(&uri, "service desk { owner: bos }\n");
    // What is open is asked for, and no more what was sent of it.
    editor.wait_for("a.sms", &[]);
    editor.wait_for_request("workspace/diagnostic/refresh");
    let about = json!({ "textDocument": { "uri": uri } });
    let answer = editor.ask("textDocument/diagnostic", about.clone());
    assert_eq!((&answer["kind"], &answer["items"][0]["code"]), (&json!("full"), &json!("E0203")));
    editor.replace_document(&uri, 2, "service desk { owner: boss }\nrole boss\nperson ann { roles: [boss] }\n");
    // Asked in the midst of typing, it is answered from the text as it stands.
    assert_eq!(editor.ask("textDocument/diagnostic", about)["items"], json!([]));
    let all = editor.ask("workspace/diagnostic", json!({ "previousResultIds": [] }));
    assert_eq!(all["items"].as_array().unwrap().len(), 1, "{all}");
    editor.tell("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    editor.wait_for("a.sms", &["E0203"]);
}

#[test]
fn an_answer_is_about_the_text_as_it_was_asked() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "role boss\n");
    let mut editor = Editor::open(folder.path(), json!({}));
    let uri = editor.uri("a.sms");
    editor.open_document(&uri, "role boss\n");
    let place = json!({ "textDocument": { "uri": uri }, "position": { "line": 0, "character": 6 }, "newName": "chief" });
    let rename = editor.begin("textDocument/rename", place.clone());
    editor.replace_document(&uri, 2, "\n\nrole boss\n");
    let answer = editor.end(&rename);
    // It may have been checked before the change came; then it is right for the text of then.
    if let Some(error) = answer.error {
        assert_eq!(error.code, ErrorCode::ContentModified as i32);
    }
    editor.replace_document(&uri, 3, "role boss\n");
    let cancelled = editor.begin("textDocument/hover", place);
    editor.tell("$/cancelRequest", json!({ "id": 2 }));
    let answer = editor.end(&cancelled);
    assert!(answer.error.is_none_or(|error| error.code == ErrorCode::RequestCanceled as i32));
}

#[test]
fn remarks_can_be_switched_off() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "scope s { standard: iso20000 }\nprocess p { implements: [iso20000.8.6.1], activity a }\n");
    let off = json!({ "lenses": { "scope": false }, "hints": { "accountable": false } });
    let mut editor = Editor::open_with(folder.path(), pulling(), off);
    let about = json!({
        "textDocument": { "uri": editor.uri("a.sms") },
        "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } },
    });
    let lines = |editor: &mut Editor, method: &str| editor.ask(method, about.clone()).as_array().unwrap().len();
    assert_eq!((lines(&mut editor, "textDocument/codeLens"), lines(&mut editor, "textDocument/inlayHint")), (1, 0));
    let settings =
        json!({ "settings": { "sms": { "lenses": { "scope": true, "requirements": false }, "hints": { "accountable": true } } } });
    editor.tell("workspace/didChangeConfiguration", settings);
    editor.wait_for_request("workspace/inlayHint/refresh");
    assert_eq!((lines(&mut editor, "textDocument/codeLens"), lines(&mut editor, "textDocument/inlayHint")), (1, 1));
}

#[test]
fn folders_are_opened_and_closed() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "one/a.sms", "service a { owner: bos }\n");
    write(folder.path(), "two/b.sms", "service b { owner: bos }\n");
    let mut editor = Editor::open(&folder.path().join("one"), json!({}));
    editor.wait_for("a.sms", &["E0203"]);
    let folders = |name: &str| json!([{ "uri": format!("file://{}", folder.path().canonicalize().unwrap().join(name).display()), "name": name }]);
    editor.tell("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": folders("two"), "removed": [] } }));
    let is_told = |editor: &mut Editor, name: &str| {
        let told = editor.all_told();
        told.iter().any(|(uri, told)| uri.ends_with(name) && !told.as_array().unwrap().is_empty())
    };
    assert!(is_told(&mut editor, "two/b.sms") && is_told(&mut editor, "one/a.sms"));
    editor.tell("workspace/didChangeWorkspaceFolders", json!({ "event": { "added": [], "removed": folders("one") } }));
    assert!(is_told(&mut editor, "two/b.sms") && !is_told(&mut editor, "one/a.sms"));
}

#[test]
fn what_is_not_known_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "role boss\n");
    let mut editor = Editor::open(folder.path(), json!({}));
    let about = json!({ "textDocument": { "uri": editor.uri("a.sms") }, "position": { "line": 0, "character": 0 } });
    assert_eq!(editor.answer("textDocument/moniker", about).error.unwrap().code, ErrorCode::MethodNotFound as i32);
    // What is nowhere, and what is beyond the end, is no fault.
    for (uri, line) in [(editor.uri("nowhere.sms"), 0), (editor.uri("a.sms"), 99), ("untitled:Untitled-1".to_owned(), 0)] {
        let place = json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": 7 } });
        for method in ["textDocument/hover", "textDocument/definition", "textDocument/completion", "textDocument/prepareRename"] {
            let answer = editor.answer(method, place.clone());
            assert!(answer.error.is_none(), "{method} {uri}: {:?}", answer.error);
        }
    }
    let command = editor.answer("workspace/executeCommand", json!({ "command": "sms.unknown" }));
    assert_eq!(command.error.unwrap().code, ErrorCode::InvalidParams as i32);
}

#[test]
fn columns_are_counted_as_the_client_says() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "site x \"😀\" { adress: \"x\" }\n");
    for (encodings, column) in [(json!(["utf-16"]), 14), (json!(["utf-8", "utf-16"]), 16), (json!([]), 14)] {
        let mut editor = Editor::open(folder.path(), json!({ "general": { "positionEncodings": encodings } }));
        assert_eq!(editor.wait_for("a.sms", &["E0401"])[0]["range"]["start"]["character"], column, "{encodings}");
    }
}
