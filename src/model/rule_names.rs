//! The names of rules, and those they had.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::source::Sources;
use crate::syntax::tree::{Expr, ExprKind, RuleDecl, RuleMember};

/// The names of the rules of a model: waivers, tests, baselines and other rules name them.
#[derive(Default, Debug)]
pub struct RuleNames {
    /// From each name that a rule had formerly to the one it has.
    former: FxHashMap<Box<str>, Box<str>>,
}

impl RuleNames {
    /// The names of these rules. Of two that claim one former name the first has it, and a name that a rule has now is nobody's former one.
    pub fn new(rules: &[Arc<RuleDecl>], sources: &Sources) -> RuleNames {
        let mut names = RuleNames::default();
        for rule in rules {
            for former in formerly(rule, sources) {
                let present = || sources.text(rule.name.span).into();
                names.former.entry(sources.text(former.span).into()).or_insert_with(present);
            }
        }
        if !names.former.is_empty() {
            for rule in rules {
                names.former.remove(sources.text(rule.name.span));
            }
        }
        names
    }

    /// The name that the rule has now which had this one formerly.
    pub fn present(&self, former: &str) -> Option<&str> {
        self.former.get(former).map(|present| &**present)
    }
}

/// What a rule says under `formerly`, name by name.
pub fn formerly<'r>(rule: &'r RuleDecl, sources: &Sources) -> Vec<&'r Expr> {
    let said = rule.members.iter().filter_map(|member| match member {
        RuleMember::Setting(name, value) if sources.text(name.span) == "formerly" => Some(&**value),
        RuleMember::Setting(..) | RuleMember::Each(_) | RuleMember::Let(..) | RuleMember::Also(..) => None,
    });
    let names = said.flat_map(|value| match &value.kind {
        ExprKind::List(items) => items.iter().collect(),
        _ => vec![value],
    });
    names.filter(|name| matches!(name.kind, ExprKind::Path(_))).collect()
}
