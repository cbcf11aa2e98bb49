//! `scope of house_rules`: the entities of a kind that name a framework.
//!
//! A rule of one standard looks only at what is about that standard. Where the framework is not loaded there is nothing to look at.

use crate::diag::{Diagnostic, codes};
use crate::model::{EntityId, FieldId, FieldRole, KindId, Target, Type};
use crate::rules::program::{Extent, Node, Selection, Step};
use crate::rules::values::{Ty, Val, article};
use crate::syntax::tree::{Name, Quantifier};

use super::planner::{Planned, Planner, lost};

impl Planner<'_> {
    /// `KIND of FRAMEWORK`
    pub fn kind_of(&mut self, kind: Name, path: Name) -> Planned {
        let schema = self.model.schema();
        let word = self.text(kind);
        let Some(id) = schema.kind_named(word) else {
            let message = format!("there is no kind `{word}`");
            self.unknown(&codes::E0503, kind, message, schema.kinds.iter().map(|kind| &*kind.name));
            return lost();
        };
        let fields = self.fields_for_frameworks(id);
        if fields.is_empty() {
            let message = format!("{} `{word}` names no framework", article(word));
            let told = Diagnostic::error(&codes::E0505, kind.span.to(path.span), message, "");
            self.told(
                told.help("`of` stands between a kind that names a framework and the framework, as in `scope of` with its name"),
            );
            return lost();
        }
        let ty = Ty::of_kind(id).many();
        match self.framework(path) {
            Some(framework) => (self.naming(id, &fields, framework), ty),
            None => (Node::List(Vec::new()), ty),
        }
    }

    /// The framework of this name, if it is loaded.
    fn framework(&mut self, path: Name) -> Option<EntityId> {
        let model = self.model;
        let word = self.text(path);
        let id = model.find(word).or_else(|| model.names().former(word))?;
        if model.schema().lang.is_some_and(|lang| model.is_a(id, lang.framework)) {
            return Some(id);
        }
        let kind = &model.schema().kind(model.entity(id).kind).name;
        let message = format!("`{word}` is {} `{kind}`, not a framework", article(kind));
        self.told(Diagnostic::error(&codes::E0505, path.span, message, "").help("name the framework itself"));
        None
    }

    /// The fields of a kind that are written and refer to frameworks.
    fn fields_for_frameworks(&self, kind: KindId) -> Vec<FieldId> {
        let schema = self.model.schema();
        let refers = |field: &FieldId| {
            let field = schema.field(*field);
            let Type::OneOf(targets) = &field.ty else { return false };
            let to_framework = |target: &Target| match (target, schema.lang) {
                (Target::Kind(kind), Some(lang)) => schema.is_a(*kind, lang.framework),
                (Target::Kind(_) | Target::Enum(_) | Target::Scalar(_), _) => false,
            };
            field.role == FieldRole::Written && targets.iter().any(to_framework)
        };
        schema.kind(kind).fields.iter().copied().filter(refers).collect()
    }

    fn naming(&mut self, kind: KindId, fields: &[FieldId], framework: EntityId) -> Node {
        let schema = self.model.schema();
        let variable = self.variables.len();
        self.program.variables = self.program.variables.max(variable + 1);
        let names = |field: &FieldId| {
            let value = Node::Step(Box::new(Node::Variable(variable)), Step::Field(*field));
            let framework = Node::Constant(Val::Entity(framework));
            match schema.field(*field).is_list() {
                true => Node::In(Box::new(framework), Box::new(value)),
                false => Node::Equal(Box::new(value), Box::new(framework)),
            }
        };
        let mut conditions: Vec<Node> = fields.iter().map(names).collect();
        let condition = match conditions.len() {
            1 => conditions.remove(0),
            _ => Node::Or(conditions),
        };
        let set = Node::All(Extent::Kind(kind));
        let lookup = self.lookup(variable, &set, &condition, Quantifier::Some);
        Node::Filtered(Box::new(Selection { variable, set, condition: Some(condition), lookup }))
    }
}
