//! The loop of the server: messages in, answers and diagnostics out, and a check of each model a moment after its last edit.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use lsp_server::{Connection, ErrorCode, Message, Notification, ProtocolError, Request, RequestId, Response};
use serde_json::{Value, json};

use super::models::{Document, Model, Models, own_files};
use super::place::{Columns, offset, path_of, range, span};
use super::{answers, edits};
use crate::editor;
use crate::format::format;
use crate::quantity::Date;
use crate::source::FileId;
use crate::workspace::{Checked, Telling};
use crate::world::Cancelled;

/// How long it waits for more typing before it checks.
const PATIENCE: Duration = Duration::from_millis(30);

/// How often it looks whether a check has ended.
const TICK: Duration = Duration::from_millis(4);

/// A check that has ended: of which model, in which revision.
type Done = (usize, u64, Result<Arc<Checked>, Cancelled>);

/// Serves a client until it says that it ends. `today` is asked at each check: a server may run for days.
pub fn serve(connection: &Connection, today: &dyn Fn() -> Date) -> Result<(), ProtocolError> {
    let (id, asked) = connection.initialize_start()?;
    let at = |path: &str| asked.pointer(path).cloned().unwrap_or(Value::Null);
    let encodings = at("/capabilities/general/positionEncodings");
    let utf8 = encodings.as_array().is_some_and(|known| known.iter().any(|name| name == "utf-8"));
    let snippets = at("/capabilities/textDocument/completion/completionItem/snippetSupport") == true;
    let watches = at("/capabilities/workspace/didChangeWatchedFiles/dynamicRegistration") == true;
    connection.initialize_finish(
        id,
        json!({ "capabilities": capabilities(utf8), "serverInfo": { "name": "sms", "version": env!("CARGO_PKG_VERSION") } }),
    )?;
    let (done_in, done) = mpsc::channel();
    let mut server = Server {
        connection,
        today,
        columns: if utf8 { Columns::Utf8 } else { Columns::Utf16 },
        snippets,
        models: Models::default(),
        waiting: BTreeMap::new(),
        running: 0,
        done_in,
    };
    if watches {
        server.watch();
    }
    for root in roots(&asked) {
        server.models.all.push(Model::read(root));
        server.changed(server.models.all.len() - 1);
    }
    server.run(&done)
}

/// The folders that the client has open; those within another one are part of its model.
fn roots(asked: &Value) -> Vec<PathBuf> {
    let folders = asked.get("workspaceFolders").and_then(Value::as_array);
    let mut uris: Vec<&str> = folders.into_iter().flatten().filter_map(|folder| folder.get("uri")?.as_str()).collect();
    if uris.is_empty() {
        uris.extend(asked.get("rootUri").and_then(Value::as_str));
    }
    let mut roots: Vec<PathBuf> = uris.into_iter().filter_map(path_of).filter_map(|path| path.canonicalize().ok()).collect();
    roots.sort();
    roots.dedup_by(|inner, outer| inner.starts_with(outer));
    roots
}

fn capabilities(utf8: bool) -> Value {
    json!({
        "positionEncoding": if utf8 { "utf-8" } else { "utf-16" },
        "textDocumentSync": { "openClose": true, "change": 2, "save": true },
        "completionProvider": { "triggerCharacters": [":", "[", ",", ".", " "] },
        "hoverProvider": true,
        "definitionProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "renameProvider": { "prepareProvider": true },
        "codeActionProvider": { "codeActionKinds": ["quickfix", "source.fixAll"] },
        "documentSymbolProvider": true,
        "workspaceSymbolProvider": true,
        "foldingRangeProvider": true,
        "documentFormattingProvider": true,
        "semanticTokensProvider": {
            "legend": { "tokenTypes": answers::CLASSES, "tokenModifiers": ["documentation", "declaration"] },
            "full": true,
        },
    })
}

struct Server<'c> {
    connection: &'c Connection,
    today: &'c dyn Fn() -> Date,
    columns: Columns,
    snippets: bool,
    models: Models,
    /// The models that are to be checked, and since when.
    waiting: BTreeMap<usize, Instant>,
    /// How many checks are under way.
    running: usize,
    done_in: mpsc::Sender<Done>,
}

/// A file of a model, as a request means it.
struct Asked {
    checked: Arc<Checked>,
    file: FileId,
    offset: usize,
}

impl Server<'_> {
    fn run(&mut self, done: &mpsc::Receiver<Done>) -> Result<(), ProtocolError> {
        loop {
            let busy = self.running > 0 || !self.waiting.is_empty();
            match self.connection.receiver.recv_timeout(if busy { TICK } else { Duration::from_secs(60) }) {
                Ok(Message::Request(request)) => {
                    if self.connection.handle_shutdown(&request)? {
                        return Ok(());
                    }
                    self.answer(request);
                }
                Ok(Message::Notification(notification)) => self.note(&notification),
                Ok(Message::Response(_)) => {}
                Err(error) if error.is_timeout() => {}
                // The client is gone without a word.
                Err(_) => return Ok(()),
            }
            while let Ok((place, revision, checked)) = done.try_recv() {
                self.running -= 1;
                self.checked(place, revision, checked);
            }
            self.begin();
        }
    }

    fn send(&self, message: impl Into<Message>) {
        // Where nobody reads any more, the next message to come says so.
        let _ = self.connection.sender.send(message.into());
    }

    /// Asks the client to tell of files that change on the disk.
    fn watch(&self) {
        let registration = json!({
            "registrations": [{
                "id": "files", "method": "workspace/didChangeWatchedFiles",
                "registerOptions": { "watchers": [{ "globPattern": "**/*" }] },
            }],
        });
        self.send(Request::new(RequestId::from("files".to_owned()), "client/registerCapability".to_owned(), registration));
    }

    /// A text of the model at `place` has changed: it is checked when nothing more comes for a moment.
    fn changed(&mut self, place: usize) {
        self.waiting.insert(place, Instant::now());
    }

    /// Begins the checks that have waited long enough.
    fn begin(&mut self) {
        let due: Vec<usize> =
            self.waiting.iter().filter(|(_, since)| since.elapsed() >= PATIENCE).map(|(place, _)| *place).collect();
        for place in due {
            self.waiting.remove(&place);
            let Some(model) = self.models.all.get(place) else { continue };
            if model.seen == model.revision {
                // A request needed the check before.
                self.publish(place);
                continue;
            }
            let (snapshot, facts, cancel, revision) =
                (model.snapshot.clone(), model.facts((self.today)()), model.cancel.clone(), model.revision);
            let done = self.done_in.clone();
            self.running += 1;
            std::thread::spawn(move || {
                // Where nobody waits any more there is nobody to tell.
                let _ = done.send((place, revision, snapshot.check(&facts, &cancel)));
            });
        }
    }

    fn checked(&mut self, place: usize, revision: u64, checked: Result<Arc<Checked>, Cancelled>) {
        let Some(model) = self.models.all.get_mut(place) else { return };
        if let Ok(checked) = checked
            && model.revision == revision
        {
            model.checked = Some(checked);
            model.seen = revision;
            self.publish(place);
        }
    }

    /// Tells what is wrong in each file of a model, and of those in which nothing is any more, that.
    fn publish(&mut self, place: usize) {
        let Some(model) = self.models.all.get(place) else { return };
        let Some(checked) = model.checked.clone() else { return };
        let told = checked.tell(&Telling::default());
        let mut by_file: BTreeMap<String, Vec<Value>> = model.told.iter().map(|uri| (uri.clone(), Vec::new())).collect();
        for (name, document) in &self.models.open {
            if document.model == place && own_files(&checked).any(|(_, file)| file.name() == name) {
                by_file.entry(document.uri.clone()).or_default();
            }
        }
        for told in &told.diagnostics {
            let Some(at) = told.span() else { continue };
            let file = checked.sources.file(at.file);
            if file.origin() == crate::source::Origin::Model {
                let shown = answers::diagnostic(&checked, &self.models, told, self.columns);
                by_file.entry(self.models.uri(file.name())).or_default().extend(shown);
            }
        }
        let now = by_file.iter().filter(|(_, told)| !told.is_empty()).map(|(uri, _)| uri.clone()).collect();
        for (uri, diagnostics) in by_file {
            let params = json!({ "uri": uri, "diagnostics": diagnostics });
            self.send(Notification::new("textDocument/publishDiagnostics".to_owned(), params));
        }
        if let Some(model) = self.models.all.get_mut(place) {
            model.told = now;
        }
    }

    fn note(&mut self, notification: &Notification) {
        let params = &notification.params;
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str).unwrap_or_default();
        let name = path_of(uri).map(|path| Models::name(&path));
        match (notification.method.as_str(), name) {
            ("textDocument/didOpen", Some(name)) => {
                let text = params.pointer("/textDocument/text").and_then(Value::as_str).unwrap_or_default().to_owned();
                let model = self.models.model_of(&name);
                self.models.open.insert(name.clone(), Document { uri: uri.to_owned(), model, text });
                self.edited(&name);
            }
            ("textDocument/didChange", Some(name)) => {
                let changes = params.get("contentChanges").and_then(Value::as_array).cloned().unwrap_or_default();
                let columns = self.columns;
                let Some(document) = self.models.open.get_mut(&name) else { return };
                changes.iter().for_each(|change| apply(&mut document.text, change, columns));
                self.edited(&name);
            }
            ("textDocument/didClose", Some(name)) => {
                if let Some(document) = self.models.open.remove(&name) {
                    self.models.reread(&name);
                    self.changed(document.model);
                }
            }
            ("workspace/didChangeWatchedFiles", _) => {
                let changes = params.get("changes").and_then(Value::as_array).cloned().unwrap_or_default();
                for path in changes.iter().filter_map(|change| path_of(change.get("uri")?.as_str()?)) {
                    let name = Models::name(&path);
                    self.models.reread(&name);
                    let place = self.models.model_of(&name);
                    self.changed(place);
                }
            }
            _ => {}
        }
    }

    /// Gives the model the text of an open document.
    fn edited(&mut self, name: &str) {
        let Some(document) = self.models.open.get(name) else { return };
        let place = document.model;
        if let Some(model) = self.models.all.get_mut(place) {
            model.put(name, &document.text);
        }
        self.changed(place);
    }

    fn answer(&mut self, request: Request) {
        let Request { id, method, params } = request;
        let response = match self.answered(&method, &params) {
            Ok(answer) => Response::new_ok(id, answer),
            Err((code, message)) => Response::new_err(id, code as i32, message),
        };
        self.send(response);
    }

    /// The file and place that a request is about, in a model that is checked as it stands.
    fn asked(&mut self, params: &Value) -> Option<Asked> {
        let name = Models::name(&path_of(params.pointer("/textDocument/uri")?.as_str()?)?);
        let place = self.models.model_of(&name);
        let today = (self.today)();
        let checked = self.models.all.get_mut(place)?.fresh(today)?;
        let (file, source) = own_files(&checked).find(|(_, file)| file.name() == name)?;
        let position = params.get("position").or_else(|| params.pointer("/range/start")).unwrap_or(&Value::Null);
        let offset = source.read(offset(source.as_written(), position, self.columns));
        Some(Asked { file, offset, checked: checked.clone() })
    }

    fn answered(&mut self, method: &str, params: &Value) -> Result<Value, (ErrorCode, String)> {
        let columns = self.columns;
        if method == "workspace/symbol" {
            let query = params.get("query").and_then(Value::as_str).unwrap_or_default();
            let today = (self.today)();
            let checked: Vec<Arc<Checked>> = self.models.all.iter_mut().filter_map(|model| model.fresh(today)).collect();
            return Ok(checked
                .iter()
                .flat_map(|checked| answers::workspace_symbols(checked, &self.models, query, columns))
                .collect());
        }
        if !method.starts_with("textDocument/") {
            return Err((ErrorCode::MethodNotFound, format!("`{method}` is not known here")));
        }
        let Some(Asked { checked, file, offset: at }) = self.asked(params) else { return Ok(Value::Null) };
        let source = checked.sources.file(file);
        let models = &self.models;
        Ok(match method {
            "textDocument/completion" => answers::completion(&checked, source, at, self.snippets, columns),
            "textDocument/hover" => answers::hover(&checked, file, at, columns),
            "textDocument/definition" => answers::definition(&checked, models, file, at, columns),
            "textDocument/references" => {
                let (target, mut places) = answers::named(&checked, file, at);
                let declared = target.and_then(|target| editor::declared_at(&checked, target));
                if params.pointer("/context/includeDeclaration") == Some(&Value::Bool(false)) {
                    places.retain(|place| Some(*place) != declared);
                }
                places.into_iter().map(|place| answers::location(&checked, models, place, columns)).collect()
            }
            "textDocument/documentHighlight" => {
                let places = answers::named(&checked, file, at).1.into_iter().filter(|place| place.file == file);
                places.map(|place| json!({ "range": span(source, place, columns) })).collect()
            }
            "textDocument/prepareRename" => editor::renamed_at(&checked, file, at).map_or(
                Value::Null,
                |(_, word)| json!({ "range": span(source, word, columns), "placeholder": checked.sources.text(word) }),
            ),
            "textDocument/rename" => {
                let name = params.get("newName").and_then(Value::as_str).unwrap_or_default();
                match editor::rename(&checked, file, at, name) {
                    Ok(made) => edits::workspace_edit(&checked.sources, models, &made, columns),
                    Err(editor::Refusal(why)) => return Err((ErrorCode::RequestFailed, why)),
                }
            }
            "textDocument/codeAction" => {
                let end = params.pointer("/range/end").unwrap_or(&Value::Null);
                let end = source.read(offset(source.as_written(), end, columns));
                edits::actions(&checked, models, file, at, end, columns).into()
            }
            "textDocument/documentSymbol" => answers::document_symbols(&checked, file, columns),
            "textDocument/foldingRange" => answers::folds(source, columns),
            "textDocument/semanticTokens/full" => answers::semantic_tokens(source, columns),
            "textDocument/formatting" => {
                let done = format(source.as_written());
                match done.text == source.as_written() {
                    true => json!([]),
                    false => json!([{ "range": range(source, 0, source.text().len(), columns), "newText": done.text }]),
                }
            }
            _ => return Err((ErrorCode::MethodNotFound, format!("`{method}` is not known here"))),
        })
    }
}

/// Makes a change of the protocol in a text: of a stretch, or of all of it.
fn apply(text: &mut String, change: &Value, columns: Columns) {
    let new = change.get("text").and_then(Value::as_str).unwrap_or_default();
    let place = |name: &str| change.pointer(name).map(|position| offset(text, position, columns));
    match (place("/range/start"), place("/range/end")) {
        (Some(start), Some(end)) if start <= end => text.replace_range(start..end, new),
        _ => *text = new.to_owned(),
    }
}
