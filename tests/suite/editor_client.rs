//! An editor that speaks to the language server, as tests need it: messages in, messages out, nothing on the screen.

use std::path::Path;
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, Request, RequestId, Response};
use serde_json::{Value, json};

use crate::support::TODAY;

/// An editor with a folder open.
pub struct Editor {
    connection: Connection,
    server: Option<std::thread::JoinHandle<()>>,
    next: i32,
    root: String,
    /// What was told last of each file, by its address.
    told: std::collections::BTreeMap<String, Value>,
}

impl Editor {
    /// Opens a folder, as a client of these capabilities.
    pub fn open(root: &Path, capabilities: Value) -> Editor {
        Editor::open_with(root, capabilities, Value::Null)
    }

    /// The same with options of its own.
    pub fn open_with(root: &Path, capabilities: Value, options: Value) -> Editor {
        let root = format!("file://{}", root.canonicalize().unwrap().display());
        let mut editor = Editor::started(root.clone());
        let params = json!({ "processId": null, "rootUri": root, "capabilities": capabilities, "initializationOptions": options });
        let answer = editor.ask("initialize", params);
        assert_eq!(answer["serverInfo"]["name"], "sms");
        let _: lsp_types::InitializeResult = serde_json::from_value(answer).expect("as the protocol has it");
        editor.tell("initialized", json!({}));
        editor
    }

    /// Starts a server, and says nothing to it.
    pub fn started(root: String) -> Editor {
        let (connection, theirs) = Connection::memory();
        let server = std::thread::spawn(move || sms::lsp::serve(&theirs, &|| TODAY).unwrap());
        Editor { connection, server: Some(server), next: 0, root, told: std::collections::BTreeMap::new() }
    }

    /// The address of a file below the folder.
    pub fn uri(&self, name: &str) -> String {
        format!("{}/{name}", self.root)
    }

    /// Tells the server something.
    pub fn tell(&self, method: &str, params: Value) {
        self.connection.sender.send(Message::Notification(Notification::new(method.to_owned(), params))).unwrap();
    }

    /// Opens a document.
    pub fn open_document(&self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "sms", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Puts another text in place of that of an open document.
    pub fn replace_document(&self, uri: &str, version: i64, text: &str) {
        let about = json!({ "uri": uri, "version": version });
        self.tell("textDocument/didChange", json!({ "textDocument": about, "contentChanges": [{ "text": text }] }));
    }

    /// Asks something, and waits for nothing.
    pub fn begin(&mut self, method: &str, params: Value) -> RequestId {
        self.next += 1;
        let id = RequestId::from(self.next);
        self.connection.sender.send(Message::Request(Request::new(id.clone(), method.to_owned(), params))).unwrap();
        id
    }

    /// Waits for the answer to what was asked.
    pub fn end(&mut self, id: &RequestId) -> Response {
        loop {
            match self.message() {
                Message::Response(response) if response.id == *id => return response,
                _ => {}
            }
        }
    }

    /// The next message, noted where it tells of a file.
    fn message(&mut self) -> Message {
        let message = self.connection.receiver.recv_timeout(Duration::from_secs(60)).expect("a message");
        if let Message::Notification(note) = &message
            && note.method == "textDocument/publishDiagnostics"
        {
            let _: lsp_types::PublishDiagnosticsParams =
                serde_json::from_value(note.params.clone()).expect("as the protocol has it");
            self.told.insert(note.params["uri"].as_str().unwrap().to_owned(), note.params["diagnostics"].clone());
        }
        message
    }

    /// The whole answer to a request.
    pub fn answer(&mut self, method: &str, params: Value) -> Response {
        let id = self.begin(method, params);
        self.end(&id)
    }

    /// What a request is answered with.
    pub fn ask(&mut self, method: &str, params: Value) -> Value {
        let response = self.answer(method, params);
        response.result.unwrap_or_else(|| panic!("{method}: {:?}", response.error))
    }

    /// Asks about a place in a file.
    pub fn ask_at(&mut self, method: &str, name: &str, line: u32, character: u32, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": self.uri(name) }, "position": { "line": line, "character": character } });
        params.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
        self.ask(method, params)
    }

    /// Waits until the codes told of a file are these.
    pub fn wait_for(&mut self, name: &str, codes: &[&str]) -> Value {
        let uri = self.uri(name);
        loop {
            let note = match self.message() {
                Message::Notification(note) => note,
                _ => continue,
            };
            if note.method != "textDocument/publishDiagnostics" || note.params["uri"] != uri {
                continue;
            }
            let last = note.params["diagnostics"].clone();
            let told: Vec<&str> = last.as_array().unwrap().iter().filter_map(|told| told["code"].as_str()).collect();
            if told == codes {
                return last;
            }
        }
    }

    /// The next request that the server makes by this method.
    pub fn wait_for_request(&mut self, method: &str) {
        loop {
            match self.message() {
                Message::Request(request) if request.method == method => return,
                _ => {}
            }
        }
    }

    /// What was told last of each file, in the order of addresses, once the model as it stands has been checked.
    pub fn all_told(&mut self) -> Vec<(String, Value)> {
        // It is answered when everything is checked, and what is told is sent before.
        self.ask("workspace/symbol", json!({ "query": "no such thing" }));
        self.told.iter().map(|(uri, told)| (uri.clone(), told.clone())).collect()
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
