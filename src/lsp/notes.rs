//! What the client tells without asking: texts that are opened, changed and closed, files that change on the disk, settings.

use std::collections::BTreeSet;
use std::path::PathBuf;

use lsp_server::{ErrorCode, Notification, RequestId};
use serde_json::Value;

use super::models::Document;
use super::place::{Columns, offset, path_of};
use super::server::Server;

impl Server<'_> {
    /// Takes in what the client tells.
    pub(super) fn note(&mut self, notification: &Notification) {
        let params = &notification.params;
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str).unwrap_or_default();
        // What is the library's is known, and does not change.
        let name = || path_of(uri).filter(|_| self.library.name(uri).is_none()).map(|path| self.models.name(&path));
        let list = |pointer: &str| params.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default();
        match notification.method.as_str() {
            "textDocument/didOpen" => {
                let Some(name) = name() else { return };
                let text = params.pointer("/textDocument/text").and_then(Value::as_str).unwrap_or_default().to_owned();
                let model = self.models.model_of(&name);
                let document = Document { uri: uri.to_owned(), model, text, version: version(params) };
                self.models.open.insert(name.clone(), document);
                self.edited(&name);
            }
            "textDocument/didChange" => {
                let (Some(name), columns) = (name(), self.client.columns) else { return };
                let Some(document) = self.models.open.get_mut(&name) else { return };
                document.version = version(params);
                list("/contentChanges").iter().for_each(|change| apply(&mut document.text, change, columns));
                self.edited(&name);
            }
            "textDocument/didClose" => {
                let closed = name().and_then(|name| self.models.open.remove(&name));
                if let Some(document) = closed {
                    self.forget(&document.uri);
                    self.models.reread(document.model);
                    self.changed(document.model);
                }
            }
            "workspace/didChangeWatchedFiles" => {
                let paths = list("/changes").into_iter().filter_map(|change| path_of(change.get("uri")?.as_str()?));
                self.changed_on_disk(paths.collect());
            }
            "workspace/didChangeWorkspaceFolders" => {
                for folder in folders(&list("/event/removed")) {
                    self.close_folder(&folder);
                }
                for folder in folders(&list("/event/added")) {
                    self.open_folder(folder);
                }
            }
            "workspace/didChangeConfiguration" => {
                let settings = params.get("settings").unwrap_or(&Value::Null);
                self.client.set(settings.get("sms").unwrap_or(settings));
                self.refresh();
            }
            "$/cancelRequest" => {
                let id = params.get("id").and_then(|id| serde_json::from_value::<RequestId>(id.clone()).ok());
                id.into_iter().for_each(|id| self.refuse(&id, ErrorCode::RequestCanceled, "nobody waits for it any more"));
            }
            _ => {}
        }
    }

    /// Gives the model the text of an open document.
    fn edited(&mut self, name: &str) {
        let Some(document) = self.models.open.get(name) else { return };
        let number = document.model;
        if let Some(model) = self.models.all.get_mut(&number) {
            model.put(name, &document.text);
        }
        self.changed(number);
    }

    /// Reads the models anew in which something has changed on the disk that is not open.
    fn changed_on_disk(&mut self, paths: Vec<PathBuf>) {
        let names = paths.iter().map(|path| self.models.name(path)).filter(|name| !self.models.open.contains_key(name));
        let names: Vec<String> = names.collect();
        let of = |name: &String| {
            let path = std::path::Path::new(name);
            self.models.all.iter().find(|(_, model)| path.starts_with(&model.root)).map(|(number, _)| *number)
        };
        let numbers: BTreeSet<usize> = names.iter().filter_map(of).collect();
        for number in numbers {
            self.models.reread(number);
            self.changed(number);
        }
    }
}

/// The folders in a list of the protocol, as they really are.
pub fn folders(list: &[Value]) -> Vec<PathBuf> {
    let uris = list.iter().filter_map(|folder| folder.get("uri")?.as_str());
    uris.filter_map(path_of).filter_map(|path| path.canonicalize().ok()).collect()
}

fn version(params: &Value) -> i64 {
    params.pointer("/textDocument/version").and_then(Value::as_i64).unwrap_or(0)
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
