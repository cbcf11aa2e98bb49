//! Groups: what has a key in common.
//!
//! ```text
//! let shared = (g in (group s in service where s.record by s.record) where count(g.members) > 1)
//! message:  "{first(shared).key} is the record of {first(shared).members}"
//! ```
//! A group has a `key` and `members`. The groups stand in the order in which their keys first appear, the members in their own. What has
//! no key is in no group; what has a list for its key is a member of the group of each element.

use crate::diag::{Diagnostic, codes};
use crate::rules::program::{Grouping, Node};
use crate::rules::values::{Entities, Ty};
use crate::syntax::tree::{Binding, Expr, ExprKind, Quantifier};

use super::planner::{Planned, Planner, lost};

impl Planner<'_> {
    /// `(group x in set where … by key)`
    pub fn grouped(&mut self, binding: &Binding, key: &Expr) -> Planned {
        let (selection, element) = self.bind(binding, Quantifier::Some);
        let (node, key_ty) = self.expression(key, None);
        self.variables.truncate(selection.variable);
        if key_ty.group.is_some() {
            let message = format!("{} is {}, which cannot be a key", self.quote(key.span), key_ty.words(self.model.schema()));
            let diagnostic = Diagnostic::error(&codes::E0505, key.span, message, "");
            self.told(diagnostic.help("group by what the groups have in common: their `key`, or `count(….members)`"));
            return lost();
        }
        let ty = if element.unknown || key_ty.unknown { Ty::unknown() } else { Ty::of_group(&key_ty, &element).many() };
        (Node::Grouped(Box::new(Grouping { selection, key: node })), ty)
    }

    /// What to write where a group stands in place of its members; nothing where `expr` is no group.
    pub fn its_members(&self, expr: &Expr, ty: &Ty) -> Option<String> {
        ty.group.as_ref().map(|_| format!("name its members: `{}.members`", self.sources.text(expr.span)))
    }

    /// What to write in place of `each: g in (group x in set by key)`: a finding is about an entity, and a group is none.
    pub fn instead_of_groups(&self, each: &Binding) -> String {
        let (group, schema) = (self.text(each.variable), self.model.schema());
        let key = self.variables.first().and_then(|(_, ty)| ty.group.as_ref()).map(|group| &group.0.entities);
        let (ExprKind::Grouped(binding, by), Some(key)) = (&each.set.kind, key) else {
            return format!(
                "a finding is about an entity: go through the members, as in `each: x in {}.members`",
                self.sources.text(each.set.span)
            );
        };
        let (variable, set, by) = (self.text(binding.variable), self.sources.text(binding.set.span), self.sources.text(by.span));
        match key {
            // What the groups are made by can be gone through itself.
            Entities::Of(kinds) if kinds.len() == 1 => {
                let kind = kinds.first().map_or("", |kind| &*schema.kind(*kind).name);
                format!(
                    "a finding is about an entity: go through the keys, with `each: {group} in {kind}` and \
                     `let members = ({variable} in {set} where {by} == {group})`"
                )
            }
            Entities::Of(_) | Entities::Any | Entities::None => {
                let own = if variable == "x" { "y" } else { "x" };
                let of_own = by.strip_prefix(variable).map_or_else(|| by.to_string(), |rest| format!("{own}{rest}"));
                format!(
                    "a finding is about an entity: go through the members, with `each: {variable} in {set}` and \
                     `let members = ({own} in {set} where {of_own} == {by})`; `{variable} == first(members)` picks one of each group"
                )
            }
        }
    }
}
