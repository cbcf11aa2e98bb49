//! The clauses a rule or register is tied to, and how they are cited.

use crate::diag::{ClauseRef, Diagnostic, codes};
use crate::likeness::closest;
use crate::model::{EntityId, Reader};
use crate::syntax::tree::{Expr, ExprKind};
use crate::world::Audience;

use super::RuleClause;
use super::names::{Planner, suggest};

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

impl Planner<'_> {
    /// The `clause` setting: a path or a list of paths. A framework that is not loaded is not looked into.
    pub fn clauses(&mut self, expr: &Expr) -> Vec<RuleClause> {
        let paths: Vec<&Expr> = match &expr.kind {
            ExprKind::List(items) => items.iter().collect(),
            _ => vec![expr],
        };
        let mut clauses = Vec::new();
        for path in paths {
            match &path.kind {
                ExprKind::Path(names) => {
                    let text: Vec<&str> = names.iter().map(|name| self.text(*name)).collect();
                    clauses.push(self.clause(text.join("."), path));
                }
                ExprKind::Missing => {}
                _ => {
                    let message = format!("{} is not the path of a clause", self.quote(path.span));
                    self.told(
                        Diagnostic::error(&codes::E0510, path.span, message, "")
                            .help("write the clause's path, with the framework first"),
                    );
                }
            }
        }
        clauses
    }

    fn clause(&mut self, path: String, expr: &Expr) -> RuleClause {
        let model = self.model;
        let entity = model.find(&path).or_else(|| model.names().former(&path));
        let head = path.split('.').next().unwrap_or(&path);
        if entity.is_none()
            && let Some(framework) = model.find(head)
        {
            let title = model.reader(Audience::Anybody).title(framework);
            let message = format!("{title} has no clause `{path}`");
            let below = format!("{head}.");
            let known = model.names().paths().map(|(path, _)| path).filter(|path| path.starts_with(&below));
            let nearest = closest(&path, known);
            self.told(suggest(Diagnostic::error(&codes::E0510, expr.span, message, ""), expr.span, nearest));
        }
        RuleClause { span: expr.span, entity, path }
    }
}
