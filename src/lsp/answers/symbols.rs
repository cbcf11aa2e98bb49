//! What a file and a model declare.

use serde_json::{Value, json};

use crate::editor::{self, Symbol, SymbolSort};
use crate::lsp::scene::Scene;
use crate::source::FileId;

/// What a file declares.
pub fn of_document(scene: Scene, file: FileId) -> Value {
    editor::symbols(scene.checked(), file).iter().map(|symbol| document_symbol(scene, symbol)).collect()
}

fn document_symbol(scene: Scene, symbol: &Symbol) -> Value {
    let children: Vec<Value> = symbol.children.iter().map(|child| document_symbol(scene, child)).collect();
    json!({
        "name": if symbol.name.is_empty() { "?" } else { &symbol.name },
        "detail": symbol.detail,
        "kind": symbol_kind(symbol.sort),
        "range": scene.range(symbol.span),
        "selectionRange": scene.range(symbol.name_span),
        "children": children,
    })
}

/// What a model declares under a name.
pub fn of_model(scene: Scene, query: &str) -> Vec<Value> {
    let symbol = |symbol: &Symbol| {
        json!({
            "name": symbol.name,
            "kind": symbol_kind(symbol.sort),
            "containerName": symbol.detail,
            "location": scene.location(symbol.name_span),
        })
    };
    editor::search(scene.checked(), query).iter().map(symbol).collect()
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
