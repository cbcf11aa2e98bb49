//! Commands that the client lets the server carry out: each answers with a text in Markdown.

use serde_json::Value;

use super::scene::Scene;
use crate::editor;

/// Tells why something stands as it does, given its path.
pub const WHY: &str = "sms.why";

/// Tells how far each framework is met.
pub const STATUS: &str = "sms.status";

/// All commands.
pub const COMMANDS: [&str; 2] = [WHY, STATUS];

/// What a command says of a model; nothing where it is no command, or its argument names nothing there.
pub fn answer(scene: Scene, command: &str, argument: Option<&str>) -> Option<Value> {
    let text = match command {
        WHY => editor::why(scene.view, argument?)?,
        STATUS => editor::status(scene.view),
        _ => return None,
    };
    // Files by their names from the folder of the model, as everywhere that people read.
    let folder = format!("{}/", crate::workspace::shown(scene.root));
    Some(Value::String(text.replace(&folder, "")))
}
