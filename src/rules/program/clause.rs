//! The clauses a rule or register is tied to, and how they are cited.

use crate::diag::ClauseRef;
use crate::model::{EntityId, Reader};

use super::RuleClause;

/// How an entity of a framework is cited: the framework's title, the number, the title
/// (`House rules, 8.6.1 Incident management`). A single requirement is cited by its clause, where readers look for it, an entity outside
/// any framework by its title.
pub fn cite(reader: &Reader, id: EntityId) -> String {
    let model = reader.model();
    let lang = model.schema().lang;
    let framework = lang.map(|lang| lang.framework);
    let clause = model.entity(id).parent.filter(|_| lang.is_some_and(|lang| model.is_a(id, lang.requirement)));
    let id = clause.map_or(id, |(clause, _)| clause);
    let mut top = id;
    while let Some((parent, _)) = model.entity(top).parent {
        top = parent;
        if framework.is_some_and(|kind| model.is_a(top, kind)) {
            break;
        }
    }
    if top == id {
        return reader.title(id).into_owned();
    }
    let path = &model.entity(id).path;
    let number = path.strip_prefix(&*model.entity(top).path).map_or(&**path, |rest| rest.trim_start_matches('.'));
    match reader.written_title(id) {
        Some(title) => format!("{}, {number} {title}", reader.title(top)),
        None => format!("{}, {number}", reader.title(top)),
    }
}

impl RuleClause {
    /// The clause as a diagnostic carries it.
    pub fn reference(&self, reader: &Reader) -> ClauseRef {
        let citation = self.entity.map_or_else(|| self.path.clone(), |id| cite(reader, id));
        ClauseRef { path: self.path.clone(), citation }
    }
}
