//! The language server as an editor talks to it: messages in, messages out.

use std::path::Path;
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use crate::program::write;
use crate::support::TODAY;

/// An editor with a folder open.
struct Editor {
    connection: Connection,
    server: Option<std::thread::JoinHandle<()>>,
    next: i32,
    root: String,
}

impl Editor {
    fn open(root: &Path, capabilities: Value) -> Editor {
        let (connection, theirs) = Connection::memory();
        let server = std::thread::spawn(move || sms::lsp::serve(&theirs, &|| TODAY).unwrap());
        let root = format!("file://{}", root.canonicalize().unwrap().display());
        let mut editor = Editor { connection, server: Some(server), next: 0, root: root.clone() };
        let answer = editor.ask("initialize", json!({ "rootUri": root, "capabilities": capabilities }));
        assert_eq!(answer["serverInfo"]["name"], "sms");
        editor.tell("initialized", json!({}));
        editor
    }

    fn uri(&self, name: &str) -> String {
        format!("{}/{name}", self.root)
    }

    fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Message::Notification(Notification::new(method.to_owned(), params))).unwrap();
    }

    fn answer(&mut self, method: &str, params: Value) -> Response {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.connection.sender.send(Message::Request(Request::new(id.clone(), method.to_owned(), params))).unwrap();
        loop {
            match self.connection.receiver.recv_timeout(Duration::from_secs(60)).expect("an answer") {
                Message::Response(response) if response.id == id => return response,
                _ => {}
            }
        }
    }

    fn ask(&mut self, method: &str, params: Value) -> Value {
        let response = self.answer(method, params);
        response.result.unwrap_or_else(|| panic!("{method}: {:?}", response.error))
    }

    /// Asks about a place in a file.
    fn ask_at(&mut self, method: &str, name: &str, line: u32, character: u32, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.uri(name) }, "position": { "line": line, "character": character } });
        params.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.ask(method, params)
    }

    /// Waits until the codes told of a file are these.
    fn wait_for(&mut self, name: &str, codes: &[&str]) -> Value {
        let uri = self.uri(name);
        let mut last = Value::Null;
        loop {
            let Ok(message) = self.connection.receiver.recv_timeout(Duration::from_secs(60)) else {
                panic!("`{name}` was to have {codes:?}; last told: {last}")
            };
            let Message::Notification(note) = message else { continue };
            if note.method != "textDocument/publishDiagnostics" || note.params["uri"] != uri {
                continue;
            }
            last = note.params["diagnostics"].clone();
            let told: Vec<&str> = last.as_array().unwrap().iter().filter_map(|told| told["code"].as_str()).collect();
            if told == codes {
                return last;
            }
        }
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.server.take().unwrap().join().unwrap();
    }
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
    editor.tell(
        "textDocument/didOpen",
        json!({ "textDocument": { "uri": uri, "languageId": "sms", "version": 1, "text": "site x \"😀\" { adress: \"x\" }\n" } }),
    );
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
fn a_file_under_two_addresses_is_one() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a b.sms", "site leeds\n");
    let mut editor = Editor::open(folder.path(), json!({}));
    let uri = editor.uri("a%20b.sms");
    editor.tell(
        "textDocument/didOpen",
        json!({ "textDocument": { "uri": uri, "languageId": "sms", "version": 1, "text": "site leeds\nsite leeds\n" } }),
    );
    editor.wait_for("a%20b.sms", &["E0201"]);
    let other = editor.uri("a b.sms");
    let symbols = editor.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": other } }));
    assert_eq!(symbols.as_array().unwrap().len(), 2, "{symbols}");
}

#[test]
fn requests_are_answered_from_the_text_as_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let text = "role boss \"The boss\"\nservice desk { owner: bos }\n";
    write(folder.path(), "a.sms", text);
    write(folder.path(), "b.sms", "service other { owner: boss }\n");
    let snippets = json!({ "textDocument": { "completion": { "completionItem": { "snippetSupport": true } } } });
    let mut editor = Editor::open(folder.path(), snippets);
    let offered = editor.ask_at("textDocument/completion", "a.sms", 1, 25, json!({}));
    let item = &offered["items"][0];
    assert_eq!((&item["label"], &item["textEdit"]["newText"]), (&json!("boss"), &json!("boss")));
    assert_eq!(item["textEdit"]["range"]["start"]["character"], 22);
    let hover = editor.ask_at("textDocument/hover", "b.sms", 0, 24, json!({}));
    assert!(hover["contents"]["value"].as_str().unwrap().starts_with("role **boss**"), "{hover}");
    let place = editor.ask_at("textDocument/definition", "b.sms", 0, 24, json!({}));
    assert_eq!(
        place,
        json!({ "uri": editor.uri("a.sms"), "range": { "start": { "line": 0, "character": 5 }, "end": { "line": 0, "character": 9 } } })
    );
    let places = editor.ask_at("textDocument/references", "a.sms", 0, 6, json!({ "context": { "includeDeclaration": false } }));
    assert_eq!(places.as_array().unwrap().len(), 1, "{places}");
    // The code action writes the name that was meant.
    let range = json!({ "start": { "line": 1, "character": 23 }, "end": { "line": 1, "character": 23 } });
    let actions = editor.ask(
        "textDocument/codeAction",
        json!({ "textDocument": { "uri": editor.uri("a.sms") }, "range": range, "context": { "diagnostics": [] } }),
    );
    let edit = &actions[0]["edit"]["changes"][editor.uri("a.sms")][0];
    assert_eq!((&edit["newText"], &edit["range"]["start"]["character"]), (&json!("boss"), &json!(22)), "{actions}");
    let renamed = editor.ask_at("textDocument/rename", "b.sms", 0, 24, json!({ "newName": "chief" }));
    assert_eq!(renamed["changes"].as_object().unwrap().len(), 2, "{renamed}");
    let refused = editor.answer(
        "textDocument/rename",
        json!({ "textDocument": { "uri": editor.uri("b.sms") }, "position": { "line": 0, "character": 24 }, "newName": "desk" }),
    );
    assert!(refused.error.unwrap().message.contains("is taken"));
    let found = editor.ask("workspace/symbol", json!({ "query": "boss" }));
    assert_eq!(found.as_array().unwrap().len(), 1, "{found}");
    let library = editor.ask_at("textDocument/definition", "b.sms", 0, 2, json!({}));
    assert!(library["uri"].as_str().unwrap().ends_with("stdlib/core/services.sms"), "{library}");
    let unknown = editor.answer(
        "textDocument/moniker",
        json!({ "textDocument": { "uri": editor.uri("b.sms") }, "position": { "line": 0, "character": 0 } }),
    );
    assert_eq!(unknown.error.unwrap().code, -32601);
}

#[test]
fn documents_are_formatted_folded_and_coloured() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "a.sms", "role  boss{\n belongs_to:x }\nunit x");
    let mut editor = Editor::open(folder.path(), json!({ "general": { "positionEncodings": ["utf-8", "utf-16"] } }));
    let about = json!({ "textDocument": { "uri": editor.uri("a.sms") }, "options": { "tabSize": 2, "insertSpaces": true } });
    let edits = editor.ask("textDocument/formatting", about.clone());
    assert_eq!(edits[0]["newText"], "role boss {\n  belongs_to: x\n}\nunit x\n");
    assert_eq!(edits[0]["range"]["end"], json!({ "line": 2, "character": 6 }));
    assert_eq!(editor.ask("textDocument/foldingRange", about.clone()), json!([]), "the brace closes on the line of the field");
    let tokens = editor.ask("textDocument/semanticTokens/full", about);
    assert_eq!(tokens["data"].as_array().unwrap()[..10], json!([0, 0, 4, 4, 0, 0, 6, 4, 5, 2]).as_array().unwrap()[..]);
}

/// Edits one after the other, quicker than they can be checked: what is told at the end is what a fresh check tells.
#[test]
fn a_session_of_random_edits_ends_like_a_fresh_check() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "role boss \"The boss\"\nservice desk { owner: boss }\nservice a { depends_on: [desk] }\n".to_owned();
    write(folder.path(), "a.sms", &text);
    let mut editor = Editor::open(folder.path(), json!({}));
    let uri = editor.uri("a.sms");
    editor.tell("textDocument/didOpen", json!({ "textDocument": { "uri": uri, "languageId": "sms", "version": 0, "text": text } }));
    let mut seed = 7u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below
    };
    for version in 1..400 {
        let words = ["{", "}", "service b", "\n", "\"", " owner: boss", "😀", "[", "]", ",", "role c\n", "", ""];
        let letters: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let start = random(letters.len());
        let end = (start + random(4)).min(letters.len() - 1);
        let new = words[random(words.len())];
        let place = |at: usize| {
            let before = &text[..at];
            let line = before.matches('\n').count();
            let column: usize = before.rsplit('\n').next().unwrap().chars().map(char::len_utf16).sum();
            json!({ "line": line, "character": column })
        };
        let change = json!({ "range": { "start": place(letters[start]), "end": place(letters[end]) }, "text": new });
        editor.tell(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [change] }),
        );
        text.replace_range(letters[start]..letters[end], new);
    }
    let name = folder.path().canonicalize().unwrap().join("a.sms").display().to_string();
    let fresh = crate::support::seen(sms::workspace::load_texts(vec![(name, text.clone())]), TODAY);
    let own = |told: &&sms::diag::Diagnostic| {
        told.span().is_some_and(|span| fresh.sources.file(span.file).origin() == sms::source::Origin::Model)
    };
    let own: Vec<&str> = fresh.diagnostics.iter().filter(own).map(|told| told.source.id()).collect();
    editor.wait_for("a.sms", &own);
}
