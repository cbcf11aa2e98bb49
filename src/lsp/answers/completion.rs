//! What can stand at a place.

use serde_json::{Value, json};

use crate::editor::{self, Offered, Part, Sort, View};
use crate::lsp::client::Client;
use crate::lsp::place::range;
use crate::quantity::Date;
use crate::source::SourceFile;

/// The most that is offered at once; who types on gets others.
const MOST: usize = 400;

/// What can stand at `offset` of a text, which may be newer than the model of `view`.
pub fn completion(view: &View, file: &SourceFile, offset: usize, client: &Client, today: Date) -> Value {
    let place = editor::place(file.text(), offset);
    let all: Vec<Offered> = editor::offers(view, file.text(), &place, today);
    let replaced = range(file, place.start, place.end, client.columns);
    // An editor filters by what is replaced, so that is the whole path where there is one.
    let items: Vec<Value> =
        all.iter().take(MOST).enumerate().map(|(rank, offered)| item(offered, rank, &replaced, client.snippets)).collect();
    json!({ "isIncomplete": all.len() > MOST, "items": items })
}

fn item(offered: &Offered, rank: usize, replaced: &Value, snippets: bool) -> Value {
    let kind = match offered.sort {
        Sort::Required | Sort::Field => 5,
        Sort::Variable => 6,
        Sort::Value => 12,
        Sort::Entity => 18,
        Sort::Kind => 7,
        Sort::Word => 14,
        Sort::Function => 3,
        Sort::Rule => 23,
    };
    let mut item = json!({
        "label": offered.label,
        "kind": kind,
        "detail": offered.detail,
        "filterText": format!("{} {}", offered.label, offered.also).trim(),
        "sortText": format!("{rank:05}"),
        "insertTextFormat": if snippets { 2 } else { 1 },
        "textEdit": { "range": replaced, "newText": written(&offered.parts, snippets) },
    });
    if let (Some(item), false) = (item.as_object_mut(), offered.doc.is_empty()) {
        item.insert("documentation".to_owned(), json!({ "kind": "markdown", "value": offered.doc }));
    }
    item
}

/// What is written, with its blanks as the client fills them in.
fn written(parts: &[Part], snippets: bool) -> String {
    let escaped = |words: &str| words.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}");
    let mut text = String::new();
    let mut blanks = 0;
    for part in parts {
        match part {
            Part::Words(words) if snippets => text.push_str(&escaped(words)),
            Part::Blank(words) if snippets => {
                blanks += 1;
                text.push_str(&format!("${{{blanks}:{}}}", escaped(words)));
            }
            Part::Words(words) | Part::Blank(words) => text.push_str(words),
        }
    }
    text
}
