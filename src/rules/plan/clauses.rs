//! The clauses that a rule or a register is tied to.

use crate::diag::{Diagnostic, codes};
use crate::rules::program::{Node, RuleClause};
use crate::source::{Origin, Span};
use crate::syntax::tree::{Expr, ExprKind};
use crate::world::Audience;

use super::guess::Guess;
use super::planner::{Planned, Planner, lost};

impl Planner<'_> {
    /// The `clause` setting of a register: a path or a list of paths. A framework that is not loaded is not looked into.
    pub fn clauses(&mut self, expr: &Expr) -> Vec<RuleClause> {
        let ties = self.ties(expr);
        for (clause, _) in ties.iter().filter(|(_, condition)| condition.is_some()) {
            let message = "a register is tied to a clause as a whole".to_string();
            let told = Diagnostic::error(&codes::E0510, clause.span, message, "");
            self.told(told.help("leave out `when` and what follows it"));
        }
        ties.into_iter().map(|(clause, _)| clause).collect()
    }

    /// The `clause` setting of a rule: a clause may count only where a condition holds for the subject.
    pub fn ties(&mut self, expr: &Expr) -> Vec<(RuleClause, Option<Node>)> {
        let mut clauses = Vec::new();
        for tie in ties(expr) {
            let (path, condition) = match &tie.kind {
                ExprKind::When(path, condition) => (&**path, Some(self.condition(condition))),
                _ => (tie, None),
            };
            clauses.extend(self.tied(path).map(|clause| (clause, condition)));
        }
        clauses
    }

    /// The clauses alone of such a setting.
    pub fn clauses_of_ties(&mut self, expr: &Expr) -> Vec<RuleClause> {
        let mut clauses = Vec::new();
        for tie in ties(expr) {
            let path = match &tie.kind {
                ExprKind::When(path, _) => path,
                _ => tie,
            };
            clauses.extend(self.tied(path));
        }
        clauses
    }

    fn tied(&mut self, path: &Expr) -> Option<RuleClause> {
        match &path.kind {
            ExprKind::Path(names) => {
                let text: Vec<&str> = names.iter().map(|name| self.text(*name)).collect();
                return Some(self.clause(text.join("."), path));
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
        None
    }

    /// The `shows` setting of a register: the types of evidence that it is, each perhaps only by the rows for which a condition holds.
    pub fn shown(&mut self, expr: &Expr) -> Vec<(RuleClause, Option<Node>)> {
        let each = ties(expr).iter().map(|tie| match &tie.kind {
            ExprKind::When(path, condition) => (self.shown_type(path), Some(self.condition(condition))),
            _ => (self.shown_type(tie), None),
        });
        each.collect()
    }

    /// The types alone of such a setting.
    pub fn types_of_shown(&mut self, expr: &Expr) -> Vec<RuleClause> {
        let each = ties(expr).iter().map(|tie| match &tie.kind {
            ExprKind::When(path, _) => self.shown_type(path),
            _ => self.shown_type(tie),
        });
        each.collect()
    }

    /// The library's own types are not looked for, since a model need not load them.
    fn shown_type(&mut self, path: &Expr) -> RuleClause {
        let names = match &path.kind {
            ExprKind::Path(names) => names.iter().map(|name| self.text(*name)).collect::<Vec<_>>().join("."),
            _ => String::new(),
        };
        let lang = self.model.schema().lang;
        let entity = self.model.find(&names).filter(|&id| lang.is_some_and(|lang| self.model.is_a(id, lang.evidence_type)));
        if entity.is_none() && self.origin == Origin::Model {
            let message = format!("{} is not a type of evidence", self.quote(path.span));
            let told = Diagnostic::error(&codes::E0510, path.span, message, "");
            self.told(told.help("`sms explain evidence_type` says how one is declared"));
        }
        RuleClause { span: path.span, entity, path: names }
    }

    /// A condition of a clause that stands anywhere else.
    pub fn stray_tie(&mut self, span: Span) -> Planned {
        let told = Diagnostic::error(&codes::E0505, span, "`when` stands behind a clause that a rule is tied to", "");
        self.told(told.help("write `if … then … else …` for a choice, or `(x in … where …)` for a part of a list"));
        lost()
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
            self.guesses.push(Guess { span: expr.span, below: Some(framework), near: None });
            self.told(Diagnostic::error(&codes::E0510, expr.span, message, ""));
        }
        RuleClause { span: expr.span, entity, path }
    }
}

/// What a `clause` setting lists.
fn ties(expr: &Expr) -> &[Expr] {
    match &expr.kind {
        ExprKind::List(items) => items,
        _ => std::slice::from_ref(expr),
    }
}
