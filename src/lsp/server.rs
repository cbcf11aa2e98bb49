//! The loop of the server: messages in, answers and diagnostics out, and a check of each model a moment after its last edit.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use lsp_server::{Connection, ErrorCode, Message, Notification, ProtocolError, Request, RequestId, Response};
use serde_json::{Value, json};

use super::answers::diagnostics;
use super::capabilities::capabilities;
use super::client::Client;
use super::library::Library;
use super::models::{Models, file_named};
use super::notes::folders;
use super::place::path_of;
use super::requests::{self, Asked, Need, Refused};
use super::scene::Scene;
use crate::editor::{Renamed, View, renamed_at};
use crate::quantity::Date;
use crate::source::Origin;
use crate::world::Cancelled;

/// How often it looks whether a check has ended.
const TICK: Duration = Duration::from_millis(2);

/// A check that has ended: of which model, in which revision.
type Done = (usize, u64, Result<Arc<View>, Cancelled>);

/// A request that waits until models are checked as they stand.
struct Held {
    request: Request,
    need: Need,
    /// The version of its document when it was asked.
    version: Option<i64>,
}

/// Serves a client until it says that it ends. `today` is asked at each check: a server may run for days.
pub fn serve(connection: &Connection, today: &dyn Fn() -> Date) -> Result<(), ProtocolError> {
    let (id, asked) = connection.initialize_start()?;
    let client = Client::of(&asked);
    connection.initialize_finish(
        id,
        json!({ "capabilities": capabilities(&client), "serverInfo": { "name": "sms", "version": env!("CARGO_PKG_VERSION") } }),
    )?;
    let (done_in, done) = mpsc::channel();
    let mut server = Server {
        connection,
        today,
        client,
        models: Models::default(),
        library: Library::default(),
        waiting: BTreeMap::new(),
        held: Vec::new(),
        running: 0,
        done_in,
        numbers: 0,
    };
    if server.client.watches {
        server.watch();
    }
    for root in roots(&asked) {
        server.open_folder(root);
    }
    server.run(&done)
}

/// The folders that the client has open; those within another one are part of its model.
fn roots(asked: &Value) -> Vec<PathBuf> {
    let open = asked.get("workspaceFolders").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut roots = folders(&open);
    if roots.is_empty() {
        let root = asked.get("rootUri").and_then(Value::as_str).and_then(path_of);
        roots.extend(root.and_then(|path| path.canonicalize().ok()));
    }
    roots.sort();
    roots.dedup_by(|inner, outer| inner.starts_with(outer));
    roots
}

/// The server of one session.
pub(super) struct Server<'c> {
    connection: &'c Connection,
    today: &'c dyn Fn() -> Date,
    pub(super) client: Client,
    pub(super) models: Models,
    pub(super) library: Library,
    /// The models that are to be checked, and since when.
    waiting: BTreeMap<usize, Instant>,
    held: Vec<Held>,
    /// How many checks are under way.
    running: usize,
    done_in: mpsc::Sender<Done>,
    /// How many requests were made of the client.
    numbers: i32,
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
                    self.take(request);
                }
                Ok(Message::Notification(notification)) => self.note(&notification),
                Ok(Message::Response(_)) => {}
                Err(error) if error.is_timeout() => {}
                // The client is gone without a word.
                Err(_) => return Ok(()),
            }
            while let Ok((number, revision, view)) = done.try_recv() {
                self.running -= 1;
                self.checked(number, revision, view);
            }
            self.begin();
        }
    }

    /// A model as it is told to the client.
    fn scene<'s>(&'s self, view: &'s View, root: &'s Path) -> Scene<'s> {
        Scene { view, models: &self.models, client: &self.client, library: &self.library, root }
    }

    fn send(&self, message: impl Into<Message>) {
        // Where nobody reads any more, the next message to come says so.
        let _ = self.connection.sender.send(message.into());
    }

    /// Asks something of the client whose answer says nothing.
    fn request(&mut self, method: &str, params: Value) {
        self.numbers += 1;
        self.send(Request::new(RequestId::from(self.numbers), method.to_owned(), params));
    }

    /// Asks the client to tell of files that change on the disk.
    fn watch(&mut self) {
        let registration = json!({
            "registrations": [{
                "id": "files", "method": "workspace/didChangeWatchedFiles",
                "registerOptions": { "watchers": [{ "globPattern": "**/*" }] },
            }],
        });
        self.request("client/registerCapability", registration);
    }

    /// Opens the model of a folder, unless it is part of one.
    pub(super) fn open_folder(&mut self, root: PathBuf) {
        if self.models.all.values().any(|model| root.starts_with(&model.root)) {
            return;
        }
        let number = self.models.open_folder(root);
        self.changed(number);
    }

    /// Closes the model of a folder; nothing is told of it any more.
    pub(super) fn close_folder(&mut self, root: &Path) {
        let number = self.models.all.iter().find(|(_, model)| model.root == root).map(|(number, _)| *number);
        let Some(model) = number.and_then(|number| self.models.all.remove(&number)) else { return };
        model.cancel.cancel();
        model.told.iter().for_each(|uri| self.tell(uri, &[]));
    }

    /// A text of a model has changed: it is checked when nothing more comes for a moment.
    pub(super) fn changed(&mut self, number: usize) {
        self.waiting.insert(number, Instant::now());
    }

    /// Begins the checks that have waited long enough.
    fn begin(&mut self) {
        let patience = self.client.patience;
        let due: Vec<usize> =
            self.waiting.iter().filter(|(_, since)| since.elapsed() >= patience).map(|(number, _)| *number).collect();
        for number in due {
            self.waiting.remove(&number);
            let Some(model) = self.models.all.get(&number) else { continue };
            let (snapshot, facts, cancel, revision) =
                (model.snapshot.clone(), model.facts((self.today)()), model.cancel.clone(), model.revision);
            let done = self.done_in.clone();
            self.running += 1;
            std::thread::spawn(move || {
                let view = snapshot.check(&facts, &cancel).map(|checked| Arc::new(View::new(checked)));
                // What is told is put together here, so that nobody has to wait for that either.
                let _ = view.as_ref().map(|view| view.told().len());
                // Where nobody waits any more there is nobody to tell.
                let _ = done.send((number, revision, view));
            });
        }
    }

    fn checked(&mut self, number: usize, revision: u64, view: Result<Arc<View>, Cancelled>) {
        let Some(model) = self.models.all.get_mut(&number) else { return };
        let Ok(view) = view else { return };
        // An older one is still better than none, for what needs no fresh one.
        if model.revision == revision || model.view.is_none() {
            model.view = Some(view);
        }
        if model.revision == revision {
            model.seen = revision;
            self.publish(number);
            self.refresh();
        }
        self.answer_held();
    }

    /// Tells what is wrong in each file of a model, and of those in which nothing is any more, that.
    fn publish(&mut self, number: usize) {
        let Some((model, view)) = self.models.all.get(&number).and_then(|model| Some((model, model.current()?.clone()))) else {
            return;
        };
        let scene = self.scene(&view, &model.root);
        let mut by_file = diagnostics::by_file(scene);
        let now: BTreeSet<String> = by_file.keys().cloned().collect();
        for uri in &model.told {
            by_file.entry(uri.clone()).or_default();
        }
        let open: BTreeSet<&str> =
            self.models.open.values().filter(|document| document.model == number).map(|document| &*document.uri).collect();
        for uri in &open {
            by_file.entry((*uri).to_owned()).or_default();
        }
        for (uri, told) in &by_file {
            // Who asks for those of open documents shows what is sent beside that as well.
            match self.client.pulls && open.contains(&**uri) {
                true if model.told.contains(uri) => self.tell(uri, &[]),
                true => {}
                false => self.tell(uri, told),
            }
        }
        let kept = now.into_iter().filter(|uri| !self.client.pulls || !open.contains(&**uri)).collect();
        if let Some(model) = self.models.all.get_mut(&number) {
            model.told = kept;
        }
    }

    /// Sends what is wrong in a file.
    fn tell(&self, uri: &str, diagnostics: &[Value]) {
        let mut params = json!({ "uri": uri, "diagnostics": diagnostics });
        let document = self.models.open.values().find(|document| document.uri == uri);
        if let (Some(params), Some(document)) = (params.as_object_mut(), document) {
            params.insert("version".to_owned(), document.version.into());
        }
        self.send(Notification::new("textDocument/publishDiagnostics".to_owned(), params));
    }

    /// What is told of the file at an address counts as told no more, so that it is told anew.
    pub(super) fn forget(&mut self, uri: &str) {
        for model in self.models.all.values_mut() {
            model.told.remove(uri);
        }
        self.tell(uri, &[]);
    }

    /// Lets the client ask anew for what depends on more than the text of a document.
    pub(super) fn refresh(&mut self) {
        let refreshes = self.client.refreshes;
        let asked = [
            (refreshes.diagnostics && self.client.pulls, "workspace/diagnostic/refresh"),
            (refreshes.lenses, "workspace/codeLens/refresh"),
            (refreshes.hints, "workspace/inlayHint/refresh"),
        ];
        for (_, method) in asked.into_iter().filter(|(wanted, _)| *wanted) {
            self.request(method, Value::Null);
        }
    }

    /// Answers a request, or holds it until it can be answered.
    fn take(&mut self, request: Request) {
        let Some(need) = requests::need(&request.method) else {
            let message = format!("`{}` is not known here", request.method);
            return self.send(Response::new_err(request.id, ErrorCode::MethodNotFound as i32, message));
        };
        let version = self.version(&request.params);
        self.held.push(Held { request, need, version });
        self.answer_held();
    }

    /// The version of the document that a request is about, where it is open.
    fn version(&self, params: &Value) -> Option<i64> {
        let name = self.models.name(&path_of(requests::document(params)?)?);
        self.models.open.get(&name).map(|document| document.version)
    }

    /// Answers what can be answered by now.
    fn answer_held(&mut self) {
        for held in std::mem::take(&mut self.held) {
            let Held { request: Request { id, method, params }, need, version } = &held;
            let is_late = *need == Need::Fresh && requests::is_placed(method, params) && *version != self.version(params);
            let answered = match is_late {
                true => Some(Err((ErrorCode::ContentModified, "the document has changed since".to_owned()))),
                false => self.answer(*need, method, params),
            };
            match answered {
                Some(Ok(answer)) => self.send(Response::new_ok(id.clone(), answer)),
                Some(Err((code, message))) => self.send(Response::new_err(id.clone(), code as i32, message)),
                None => self.held.push(held),
            }
        }
    }

    /// Ends a request that is held.
    pub(super) fn refuse(&mut self, id: &RequestId, code: ErrorCode, why: &str) {
        let before = self.held.len();
        self.held.retain(|held| held.request.id != *id);
        if self.held.len() < before {
            self.send(Response::new_err(id.clone(), code as i32, why.to_owned()));
        }
    }

    /// The answer to a request; nothing where a model has to be checked first.
    fn answer(&mut self, need: Need, method: &str, params: &Value) -> Option<Result<Value, Refused>> {
        match need {
            Need::Nothing => {
                let name = requests::document(params).and_then(|uri| self.library.name(uri));
                let text = name.and_then(|name| Library::text(&name));
                Some(Ok(text.map_or(Value::Null, |text| json!({ "text": text }))))
            }
            Need::All => {
                let models = self.models.all.values();
                let scenes: Option<Vec<Scene>> = models.map(|model| Some(self.scene(model.current()?, &model.root))).collect();
                let scenes = scenes?;
                Some(requests::of_all(method, params, &scenes))
            }
            Need::Text | Need::Last | Need::Fresh => self.about_document(need, method, params),
        }
    }

    /// The answer to a request about a document.
    fn about_document(&mut self, need: Need, method: &str, params: &Value) -> Option<Result<Value, Refused>> {
        let Some(uri) = requests::document(params) else { return Some(Ok(Value::Null)) };
        let (name, origin) = match self.library.name(uri) {
            Some(name) => (name, Origin::Library),
            None => match path_of(uri) {
                Some(path) => (self.models.name(&path), Origin::Model),
                None => return Some(Ok(Value::Null)),
            },
        };
        // A document of the library is one of the first model that has it.
        let has = |view: &Arc<View>| file_named(view.checked(), &name, origin).is_some();
        let number = match origin {
            Origin::Library => {
                let found =
                    self.models.all.iter().find(|(_, model)| model.view.as_ref().is_some_and(has)).map(|(number, _)| *number);
                match found {
                    Some(number) => number,
                    None => return Some(Ok(Value::Null)),
                }
            }
            Origin::Model | Origin::Record => match self.models.text(&name) {
                Some((number, _)) => number,
                None => return Some(Ok(Value::Null)),
            },
        };
        let model = self.models.all.get(&number)?;
        let sources = model.snapshot.sources();
        let source = sources.files().find(|(_, file)| file.origin() == origin && file.name() == name).map(|(_, file)| file);
        match (need, source) {
            (_, None) => Some(Ok(Value::Null)),
            (Need::Text, Some(source)) => Some(Ok(requests::of_text(method, params, source, &self.client))),
            (Need::Last, Some(source)) => {
                let view = model.view.as_ref()?;
                Some(Ok(requests::completed(params, source, view, &self.client, (self.today)())))
            }
            _ => {
                let view = model.current()?.clone();
                let Some((file, _)) = file_named(view.checked(), &name, origin) else { return Some(Ok(Value::Null)) };
                let asked = Asked { scene: self.scene(&view, &model.root), file, renamed: &model.renamed };
                let answer = asked.answer(method, params);
                if method == "textDocument/rename" && answer.is_ok() {
                    self.remember(number, &view, file, params);
                }
                Some(answer)
            }
        }
    }

    /// Remembers what was renamed, so that its former name can be written where it is declared.
    fn remember(&mut self, number: usize, view: &View, file: crate::source::FileId, params: &Value) {
        let checked = view.checked();
        let source = checked.sources.file(file);
        let position = params.get("position").unwrap_or(&Value::Null);
        let at = source.read(super::place::offset(source.as_written(), position, self.client.columns));
        let (Some((crate::editor::Target::Entity(id), _)), Some(name), Some(model)) =
            (renamed_at(checked, file, at), params.get("newName").and_then(Value::as_str), self.models.all.get_mut(&number))
        else {
            return;
        };
        let entity = checked.model.entity(id);
        let to = match entity.path.rsplit_once('.') {
            Some((before, _)) => format!("{before}.{name}"),
            None => name.to_owned(),
        };
        model.renamed.push(Renamed { from: entity.id().to_owned(), to });
    }
}
