//! Fields that every entity has without a kind declaring them.

/// A field that every entity has; kinds may not declare fields of these names.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Builtin {
    /// The last part of the path: `triage` of `incident_management.triage`. Text, never empty.
    Id,
    /// The whole path. Text.
    Path,
    /// The title, or the id with spaces for underscores where none is given. Text.
    Title,
    /// The name of the kind, with spaces for underscores. Text.
    Kind,
    /// The `///` documentation; may be empty. Text.
    Doc,
    /// The entity it is contained in, if any.
    Parent,
    /// The entities it contains.
    Children,
    /// The name of the file it stands in. Text.
    Source,
    /// The former names, as written. A list of texts.
    Formerly,
}

impl Builtin {
    /// All of them, with the names users write.
    pub const ALL: [(&'static str, Builtin); 9] = [
        ("id", Builtin::Id),
        ("path", Builtin::Path),
        ("title", Builtin::Title),
        ("kind", Builtin::Kind),
        ("doc", Builtin::Doc),
        ("parent", Builtin::Parent),
        ("children", Builtin::Children),
        ("source_file", Builtin::Source),
        ("formerly", Builtin::Formerly),
    ];

    /// The builtin field of this name.
    pub fn by_name(name: &str) -> Option<Builtin> {
        Builtin::ALL.iter().find(|(known, _)| *known == name).map(|(_, builtin)| *builtin)
    }
}
