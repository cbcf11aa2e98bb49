//! Fields that the compiler works out: `in_force: bool := not (term.last < today)`.
//!
//! In the body of a kind a bare name that is a field of the kind means that field of the entity, and `self` the entity itself.

use crate::diag::{Diagnostic, codes};
use crate::model::{Computed, FieldId, FieldRole};
use crate::rules::program::{Node, Procedure, Step};
use crate::rules::values::{ScalarTy, Ty};
use crate::source::Origin;
use crate::syntax::tree::Expr;

use super::planner::{Call, Planned, Planner};

impl<'a> Planner<'a> {
    /// Plans a computed field; nothing where it has an error, which is told.
    pub fn computed(&mut self, computed: &Computed) -> Option<Procedure> {
        let field = self.model.schema().field(computed.field);
        let declared = Ty::of_field(field);
        self.enter(computed.field);
        let (body, ty) = self.expression(&computed.body, Some(&declared.element()));
        if ty.unknown || !self.holds(&declared, &ty, &computed.body) {
            return None;
        }
        self.procedure(body, declared)
    }

    /// Goes into the kind that declares a field: its fields are in scope, and `self`.
    pub fn enter(&mut self, field: FieldId) {
        let field = self.model.schema().field(field);
        let origin = self.sources.file(field.span.file).origin();
        self.home = Some((field.owner, origin));
        self.variables.push(("self", Ty::of_kind(field.owner)));
        self.program.variables = 1;
    }

    /// The field of the kind that this stands in, if the name is one's. What an organisation adds to a kind of the library the library
    /// does not see.
    pub fn own_field(&self, name: &str) -> Option<Planned> {
        let (kind, origin) = self.home?;
        let schema = self.model.schema();
        let id = schema.field_named(kind, name)?;
        let field = schema.field(id);
        let seen = origin == Origin::Model || self.sources.file(field.span.file).origin() == Origin::Library;
        seen.then(|| (Node::Step(Box::new(Node::Variable(0)), Step::Field(id)), Ty::of_field(field)))
    }

    /// Notes that a step asks for computed fields.
    pub fn note_step(&mut self, step: &Step) {
        step.each_field(&mut |field| self.note_field(field));
    }

    fn note_field(&mut self, field: FieldId) {
        if self.model.schema().field(field).role != FieldRole::Computed {
            return;
        }
        let procedures = self.procedures;
        let Some(&at) = procedures.by_field.get(&field) else { return };
        self.called.push(Call { at, depth: self.depth });
        if procedures.settled {
            let depth = procedures.get(at).map(|procedure| procedure.depth);
            self.is_founded &= depth.is_some_and(|depth| self.deepens(depth));
        }
    }

    /// Whether what an expression gives can stand in a field of the declared type; tells why not.
    fn holds(&mut self, declared: &Ty, ty: &Ty, body: &Expr) -> bool {
        let schema = self.model.schema();
        let (wanted, found) = (declared.words(schema), ty.words(schema));
        let fits = ty.meets(declared, schema) && (declared.is_many() || !ty.is_many());
        if !fits {
            let told = Diagnostic::error(&codes::E0310, body.span, format!("this is {found}, and the field holds {wanted}"), "");
            self.told(match (declared.only_bool() && declared.has(ScalarTy::Bool), ty.is_many() && !declared.is_many()) {
                (true, _) => told.help("ask something of it, for instance whether it is there: `… is not empty`"),
                (false, true) => {
                    told.help("take one of them, with `first`, `min`, `max`, `sum` or `count`, or let the field hold a list")
                }
                (false, false) => told.help("let the type of the field be that of what stands behind `:=`"),
            });
        }
        fits
    }
}
