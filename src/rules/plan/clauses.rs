//! The clauses that a rule or a register is tied to.

use crate::diag::{Diagnostic, codes};
use crate::likeness::closest;
use crate::rules::program::RuleClause;
use crate::syntax::tree::{Expr, ExprKind};
use crate::world::Audience;

use super::planner::{Planner, suggest};

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
