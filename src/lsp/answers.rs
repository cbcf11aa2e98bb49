//! Answers to requests, as the protocol has them.

use serde_json::{Value, json};

use super::models::Models;
use super::place::{Columns, line_and_column, range, span};
use crate::diag::{Diagnostic, Severity};
use crate::editor::{self, Class, Offered, Part, Sort, Symbol, SymbolSort, Target};
use crate::source::{FileId, Origin, SourceFile, Span};
use crate::workspace::Checked;

/// A diagnostic, where it has a place in a text.
pub fn diagnostic(checked: &Checked, models: &Models, told: &Diagnostic, columns: Columns) -> Option<Value> {
    let place = told.span()?;
    let severity = match told.severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Note => 3,
    };
    let mut message = told.message.clone();
    told.notes.iter().for_each(|note| message.push_str(&format!("\n{note}")));
    told.citations().iter().for_each(|clause| message.push_str(&format!("\nclause: {clause}")));
    told.help.iter().for_each(|help| message.push_str(&format!("\nhelp: {help}")));
    let related: Vec<Value> = told
        .labels
        .iter()
        .filter(|label| checked.sources.file(label.span.file).origin() == Origin::Model)
        .map(|label| json!({ "location": location(checked, models, label.span, columns), "message": label.text }))
        .collect();
    Some(json!({
        "range": span(checked.sources.file(place.file), place, columns),
        "severity": severity,
        "code": told.source.id(),
        "source": "sms",
        "message": message,
        "relatedInformation": related,
    }))
}

/// A place in a file; files of the library are written where an editor can read them.
pub fn location(checked: &Checked, models: &Models, at: Span, columns: Columns) -> Value {
    let file = checked.sources.file(at.file);
    let uri = match file.origin() {
        Origin::Model | Origin::Record => models.uri(file.name()),
        Origin::Library => library_uri(file),
    };
    json!({ "uri": uri, "range": span(file, at, columns) })
}

/// The address of a copy of a library file that may be read and not written.
fn library_uri(file: &SourceFile) -> String {
    let folder = std::env::temp_dir().join(concat!("sms-library-", env!("CARGO_PKG_VERSION")));
    let path = folder.join(file.name());
    if std::fs::read_to_string(&path).ok().as_deref() != Some(file.text()) {
        // Where it cannot be written the editor says that there is no such file, which is true.
        let written = path.parent().map(std::fs::create_dir_all).map(|_| std::fs::write(&path, file.text()));
        if matches!(written, Some(Ok(())))
            && let Ok(about) = std::fs::metadata(&path)
        {
            let mut permissions = about.permissions();
            permissions.set_readonly(true);
            let _ = std::fs::set_permissions(&path, permissions);
        }
    }
    super::place::uri_of(&path)
}

/// The most that is offered at once; who types on gets others.
const MOST: usize = 400;

/// What can stand at a place.
pub fn completion(checked: &Checked, file: &SourceFile, offset: usize, snippets: bool, columns: Columns) -> Value {
    let place = editor::place(file.text(), offset);
    let typed = place.typed.to_lowercase();
    let fits = |offered: &Offered| offered.label.to_lowercase().contains(&typed) || offered.also.to_lowercase().contains(&typed);
    let all: Vec<Offered> = editor::offers(checked, &place, checked.facts.today).into_iter().filter(fits).collect();
    let replaced = range(file, place.start, place.end, columns);
    let items: Vec<Value> =
        all.iter().take(MOST).enumerate().map(|(rank, offered)| item(offered, rank, &replaced, snippets)).collect();
    json!({ "isIncomplete": all.len() > MOST, "items": items })
}

fn item(offered: &Offered, rank: usize, replaced: &Value, snippets: bool) -> Value {
    let kind = match offered.sort {
        Sort::Required | Sort::Field => 5,
        Sort::Value => 12,
        Sort::Entity => 18,
        Sort::Kind => 7,
        Sort::Word => 14,
        Sort::Function => 3,
        Sort::Rule => 23,
    };
    let mut text = String::new();
    let mut blanks = 0;
    for part in &offered.parts {
        match part {
            Part::Words(words) if snippets => text.push_str(&words.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")),
            Part::Words(words) => text.push_str(words),
            Part::Blank(words) if snippets => {
                blanks += 1;
                text.push_str(&format!("${{{blanks}:{}}}", words.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}")));
            }
            Part::Blank(words) => text.push_str(words),
        }
    }
    json!({
        "label": offered.label,
        "kind": kind,
        "detail": offered.detail,
        "documentation": { "kind": "markdown", "value": offered.doc },
        "filterText": format!("{} {}", offered.label, offered.also).trim(),
        "sortText": format!("{rank:05}"),
        "insertTextFormat": if snippets { 2 } else { 1 },
        "textEdit": { "range": replaced, "newText": text },
    })
}

/// What stands at a place, with what is said of it.
pub fn hover(checked: &Checked, file: FileId, offset: usize, columns: Columns) -> Value {
    match editor::target(checked, file, offset) {
        Some((target, at)) => json!({
            "contents": { "kind": "markdown", "value": editor::describe(checked, target) },
            "range": span(checked.sources.file(file), at, columns),
        }),
        None => Value::Null,
    }
}

/// Where what stands at a place is declared.
pub fn definition(checked: &Checked, models: &Models, file: FileId, offset: usize, columns: Columns) -> Value {
    let declared = editor::target(checked, file, offset).and_then(|(target, _)| editor::declared_at(checked, target));
    declared.map_or(Value::Null, |at| location(checked, models, at, columns))
}

/// The places that name what stands at a place.
pub fn named(checked: &Checked, file: FileId, offset: usize) -> (Option<Target>, Vec<Span>) {
    match editor::renamed_at(checked, file, offset) {
        Some((target, _)) => (Some(target), editor::references(checked, target)),
        None => (None, Vec::new()),
    }
}

/// What a file declares.
pub fn document_symbols(checked: &Checked, file: FileId, columns: Columns) -> Value {
    let source = checked.sources.file(file);
    editor::symbols(checked, file).iter().map(|symbol| document_symbol(source, symbol, columns)).collect()
}

fn document_symbol(file: &SourceFile, symbol: &Symbol, columns: Columns) -> Value {
    let children: Vec<Value> = symbol.children.iter().map(|child| document_symbol(file, child, columns)).collect();
    json!({
        "name": if symbol.name.is_empty() { "?" } else { &symbol.name },
        "detail": symbol.detail,
        "kind": symbol_kind(symbol.sort),
        "range": span(file, symbol.span, columns),
        "selectionRange": span(file, symbol.name_span, columns),
        "children": children,
    })
}

/// What a model declares under a name.
pub fn workspace_symbols(checked: &Checked, models: &Models, query: &str, columns: Columns) -> Vec<Value> {
    let symbol = |symbol: &Symbol| {
        json!({
            "name": symbol.name,
            "kind": symbol_kind(symbol.sort),
            "containerName": symbol.detail,
            "location": location(checked, models, symbol.name_span, columns),
        })
    };
    editor::search(checked, query).iter().map(symbol).collect()
}

fn symbol_kind(sort: SymbolSort) -> u8 {
    match sort {
        SymbolSort::Entity => 19,
        SymbolSort::Rule | SymbolSort::Definition => 12,
        SymbolSort::Register => 18,
        SymbolSort::Kind => 5,
        SymbolSort::Enum => 10,
    }
}

/// What can be folded away; the line that closes a body stays in sight.
pub fn folds(file: &SourceFile, columns: Columns) -> Value {
    let text = file.text();
    let line = |offset: usize| line_and_column(file, offset, columns).0;
    let fold = |range: std::ops::Range<usize>| {
        let comment = text.get(range.clone()).is_some_and(|text| text.starts_with("//"));
        let (first, last) = (line(range.start), line(range.end));
        let last = if comment { last } else { last.saturating_sub(1) };
        (last > first).then(|| match comment {
            true => json!({ "startLine": first, "endLine": last, "kind": "comment" }),
            false => json!({ "startLine": first, "endLine": last }),
        })
    };
    editor::folds(text).into_iter().filter_map(fold).collect()
}

/// The classes of words, in the order of their numbers.
pub const CLASSES: [&str; 10] =
    ["comment", "string", "number", "keyword", "type", "variable", "property", "function", "enumMember", "operator"];

/// What each word is, as the numbers of the protocol. Texts over lines are left to the grammar of the editor.
pub fn semantic_tokens(file: &SourceFile, columns: Columns) -> Value {
    let text = file.text();
    let (mut line, mut column) = (0, 0);
    let mut data: Vec<usize> = Vec::new();
    for editor::Highlight { range, class } in editor::highlights(text) {
        let (here, start) = line_and_column(file, range.start, columns);
        let (last, end) = line_and_column(file, range.end, columns);
        if last != here {
            continue;
        }
        let (number, modifiers) = match class {
            Class::Comment => (0, 0),
            Class::Doc => (0, 1),
            Class::Text => (1, 0),
            Class::Number => (2, 0),
            Class::Keyword => (3, 0),
            Class::Kind => (4, 0),
            Class::Declaration => (5, 2),
            Class::Field => (6, 0),
            Class::Function => (7, 0),
            Class::Name => (8, 0),
            Class::Operator => (9, 0),
        };
        let from = if here == line { column } else { 0 };
        data.extend([here - line, start - from, end - start, number, modifiers]);
        (line, column) = (here, start);
    }
    json!({ "data": data })
}
