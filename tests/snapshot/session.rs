//! A model that is edited in an editor: what the language server tells in the end is what a fresh check of the files tells, whether each edit was
//! checked or the next one stopped its check.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};

use sms::source::Origin;
use sms::workspace::{self, Telling};

use crate::models::lines;
use crate::mutants::{Dice, Edit, edit};
use crate::shown::{Texts, facts};

/// How many edits a session has. Where nothing is optimised, a check takes a tenth of a second.
const EDITS: usize = if cfg!(debug_assertions) { 150 } else { 10_000 };

/// After so many edits what is told is compared.
const MILE: usize = 50;

/// The file that is never opened: it changes on the disk alone.
const ON_DISK: &str = "a/parties.sms";

/// What is told: by file the places from their first to their last line and column, each with code, weight and message.
type Told = BTreeMap<String, Vec<(Vec<u64>, String, u64, String)>>;

struct Session {
    connection: Connection,
    server: std::thread::JoinHandle<()>,
    folder: tempfile::TempDir,
    root: String,
    asked: i32,
    version: i64,
    open: Texts,
    told: BTreeMap<String, Value>,
}

impl Session {
    fn begin(texts: &Texts) -> Session {
        let folder = tempfile::tempdir().expect("a folder");
        texts.iter().for_each(|(name, text)| write(folder.path(), name, text));
        let (connection, theirs) = Connection::memory();
        let server = std::thread::spawn(move || sms::lsp::serve(&theirs, &|| facts().today).expect("it keeps to the protocol"));
        let root = format!("file://{}", folder.path().canonicalize().expect("it is there").display());
        let mut session =
            Session { connection, server, folder, root, asked: 0, version: 0, open: Texts::new(), told: BTreeMap::new() };
        let params = json!({ "rootUri": session.root, "capabilities": {}, "initializationOptions": { "patience": 0 } });
        session.ask("initialize", params);
        session.tell("initialized", json!({}));
        texts.iter().filter(|(name, _)| *name != ON_DISK).for_each(|(name, text)| session.open(name, text));
        session
    }

    fn uri(&self, name: &str) -> String {
        format!("{}/{name}", self.root)
    }

    fn tell(&self, method: &str, params: Value) {
        let note = Notification::new(method.to_owned(), params);
        self.connection.sender.send(Message::Notification(note)).expect("it reads");
    }

    fn ask(&mut self, method: &str, params: Value) {
        self.asked += 1;
        let id = RequestId::from(self.asked);
        self.connection.sender.send(Message::Request(Request::new(id.clone(), method.to_owned(), params))).expect("it reads");
        loop {
            match self.connection.receiver.recv_timeout(Duration::from_secs(120)).expect("an answer") {
                Message::Response(response) if response.id == id => return,
                Message::Notification(note) if note.method == "textDocument/publishDiagnostics" => {
                    let uri = note.params["uri"].as_str().expect("an address").to_owned();
                    self.told.insert(uri, note.params["diagnostics"].clone());
                }
                _ => {}
            }
        }
    }

    /// Waits until the model as it stands has been checked.
    fn settle(&mut self) {
        self.ask("workspace/symbol", json!({ "query": "no such thing" }));
    }

    fn open(&mut self, name: &str, text: &str) {
        let document = json!({ "uri": self.uri(name), "languageId": "sms", "version": 0, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
        self.open.insert(name.to_owned(), text.to_owned());
    }

    fn close(&mut self, name: &str) {
        if self.open.remove(name).is_some() {
            self.tell("textDocument/didClose", json!({ "textDocument": { "uri": self.uri(name) } }));
        }
    }

    /// A file has changed on the disk, or is gone, or new.
    fn changed_on_disk(&self, name: &str) {
        self.tell("workspace/didChangeWatchedFiles", json!({ "changes": [{ "uri": self.uri(name), "type": 2 }] }));
    }

    fn put(&mut self, name: &str, text: &str, dice: &mut Dice) {
        if name == ON_DISK {
            write(self.folder.path(), name, text);
            return self.changed_on_disk(name);
        }
        match self.open.get(name).cloned() {
            None => {
                write(self.folder.path(), name, text);
                self.open(name, text);
            }
            Some(before) => {
                self.version += 1;
                let about = json!({ "uri": self.uri(name), "version": self.version });
                let changes = if dice.below(8) == 0 { json!([{ "text": text }]) } else { json!([change(&before, text)]) };
                self.tell("textDocument/didChange", json!({ "textDocument": about, "contentChanges": changes }));
                self.open.insert(name.to_owned(), text.to_owned());
            }
        }
        if dice.below(6) == 0 {
            write(self.folder.path(), name, text);
            self.tell("textDocument/didSave", json!({ "textDocument": { "uri": self.uri(name) } }));
            self.changed_on_disk(name);
        }
    }

    fn take_away(&mut self, name: &str) {
        std::fs::remove_file(self.folder.path().join(name)).expect("it is there");
        self.close(name);
        self.changed_on_disk(name);
    }

    /// What the server has told of each file.
    fn told(&self) -> Told {
        let mut found = Told::new();
        for (uri, told) in &self.told {
            let list = told.as_array().expect("a list");
            let place = |told: &Value| {
                let at = |path: &str| told.pointer(path).and_then(Value::as_u64).expect("a number");
                ["/range/start/line", "/range/start/character", "/range/end/line", "/range/end/character"].map(at).into()
            };
            let text =
                |told: &Value, name: &str| told[name].as_str().unwrap_or_default().lines().next().unwrap_or_default().to_owned();
            let all = list
                .iter()
                .map(|told| (place(told), text(told, "code"), told["severity"].as_u64().expect("a weight"), text(told, "message")));
            let mut all: Vec<_> = all.collect();
            all.sort();
            if !all.is_empty() {
                found.insert(uri.strip_prefix(&format!("{}/", self.root)).expect("it is below the folder").to_owned(), all);
            }
        }
        found
    }

    /// What a fresh check of the same texts tells.
    fn fresh(&self, now: &Texts) -> Told {
        let folder = self.folder.path().canonicalize().expect("it is there");
        now.iter().for_each(|(name, text)| write(&folder, name, text));
        let checked = workspace::check(workspace::load(std::slice::from_ref(&folder), &mut std::io::empty()), facts().today);
        let mut found = Told::new();
        for told in checked.tell(&Telling::default()).diagnostics {
            let Some(span) = told.span() else { continue };
            let file = checked.sources.file(span.file);
            if file.origin() == Origin::Library {
                continue;
            }
            let at = |offset: u32| {
                let place = file.position(offset as usize);
                [place.line as u64 - 1, place.utf16 as u64 - 1]
            };
            let place = [at(span.start), at(span.end)].concat();
            let weight = 3 - told.severity as u64;
            let name = Path::new(file.name()).strip_prefix(&folder).expect("it is below the folder").to_string_lossy().into_owned();
            let message = told.message.lines().next().unwrap_or_default().to_owned();
            found.entry(name).or_default().push((place, told.source.id().to_owned(), weight, message));
        }
        found.values_mut().for_each(|told| told.sort());
        found
    }
}

/// What became of a text, as a change of the stretch in which it differs.
fn change(before: &str, after: &str) -> Value {
    let same = |(one, other): &(char, char)| one == other;
    let head: usize = before.chars().zip(after.chars()).take_while(same).map(|(letter, _)| letter.len_utf8()).sum();
    let (old, new) = (&before[head..], &after[head..]);
    let tail: usize = old.chars().rev().zip(new.chars().rev()).take_while(same).map(|(letter, _)| letter.len_utf8()).sum();
    let place = |offset: usize| {
        let text = &before[..offset];
        let line = text.matches('\n').count();
        let column: usize = text.rsplit('\n').next().unwrap_or_default().chars().map(char::len_utf16).sum();
        json!({ "line": line, "character": column })
    };
    json!({ "range": { "start": place(head), "end": place(before.len() - tail) }, "text": new[..new.len() - tail] })
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
    std::fs::write(path, text).expect("it can be written");
}

/// Edits a model, so many edits in a burst before anybody waits for an answer.
fn session(burst: usize, seed: u64) {
    let original = lines();
    let (mut now, mut dice) = (original.clone(), Dice(seed));
    let mut session = Session::begin(&now);
    let mut compared = 0;
    let mut differing = std::collections::BTreeSet::new();
    for step in 1..=EDITS {
        match edit(&now, &original, &mut dice) {
            Edit::Text(name, text) => {
                session.put(&name, &text, &mut dice);
                now.insert(name, text);
            }
            Edit::Gone(name) => {
                session.take_away(&name);
                now.remove(&name);
            }
            Edit::Renamed(name, other) => {
                let text = now.remove(&name).unwrap_or_default();
                session.take_away(&name);
                session.put(&other, &text, &mut dice);
                now.insert(other, text);
            }
        }
        if step % burst == 0 || step == EDITS {
            session.settle();
        }
        if step % MILE == 0 || step == EDITS {
            session.settle();
            let told = session.told();
            let fresh = session.fresh(&now);
            assert!(
                told == fresh,
                "seed {seed}, step {step}: another answer for\n{now:#?}\ntold is {told:#?}\nand fresh {fresh:#?}"
            );
            compared += 1;
            differing.insert(format!("{told:?}"));
        }
    }
    assert!(compared >= EDITS / MILE && differing.len() * 2 > compared, "the same was told nearly always: it shows little");
    session.ask("shutdown", Value::Null);
    session.tell("exit", Value::Null);
    session.server.join().expect("it ends well");
}

#[test]
fn a_session_in_which_each_edit_is_checked_ends_like_a_fresh_check() {
    session(1, 3);
}

#[test]
fn a_session_in_which_edits_stop_the_checks_before_ends_like_a_fresh_check() {
    session(17, 5);
}
