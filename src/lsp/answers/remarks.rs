//! What is said beside a text.

use serde_json::{Value, json};

use crate::editor;
use crate::lsp::commands::WHY;
use crate::lsp::place::position;
use crate::lsp::scene::Scene;
use crate::source::FileId;

/// What stands above lines: how much of a process or scope is met. Whoever clicks on it is told why.
pub fn lenses(scene: Scene, file: FileId) -> Value {
    let lens = |remark: editor::Remark| {
        let path = &scene.checked().model.entity(remark.about).path;
        json!({
            "range": scene.range(remark.place),
            "command": { "title": remark.text, "command": WHY, "arguments": [&**path] },
        })
    };
    editor::above(scene.view, file, scene.client.remarks).into_iter().map(lens).collect()
}

/// What stands behind words between two offsets.
pub fn hints(scene: Scene, file: FileId, start: usize, end: usize) -> Value {
    let source = scene.file(file);
    let hint = |remark: editor::Remark| {
        let mut hint = json!({
            "position": position(source, remark.place.end as usize, scene.client.columns),
            "label": remark.text,
            "paddingLeft": true,
        });
        if let (Some(hint), false) = (hint.as_object_mut(), remark.more.is_empty()) {
            hint.insert("tooltip".to_owned(), remark.more.into());
        }
        hint
    };
    let all = editor::behind(scene.view, file, scene.client.remarks).into_iter();
    all.filter(|remark| (start..=end).contains(&(remark.place.end as usize))).map(hint).collect()
}
