//! What the names in an expression mean: variables, kinds, values of enums, entities, fields.

use crate::diag::{Diagnostic, codes};
use crate::model::{Builtin, EnumId, FieldId, FieldRole, Kind, KindId, Target, Type};
use crate::rules::program::{Extent, Node, Part, Step};
use crate::rules::values::{Entities, ScalarTy, Shape, Ty, Val, article};
use crate::source::{Origin, Span};
use crate::syntax::tree::{Expr, ExprKind, Name};

use super::planner::{DEPTH, Planned, Planner, lost};

impl<'a> Planner<'a> {
    /// Whether what the expression means depends on what it stands beside: a bare word, or a list of such.
    pub fn is_bare(&self, expr: &Expr) -> bool {
        match &expr.kind {
            ExprKind::Path(names) => match names[..] {
                [name] => self.variable(self.text(name)).is_none() && self.text(name) != "today",
                _ => false,
            },
            ExprKind::List(items) | ExprKind::OrElse(items) => !items.is_empty() && items.iter().all(|item| self.is_bare(item)),
            ExprKind::If(_, yes, no) => self.is_bare(yes) && self.is_bare(no),
            ExprKind::Literal(_)
            | ExprKind::Field(..)
            | ExprKind::Closure(..)
            | ExprKind::Not(_)
            | ExprKind::Negate(_)
            | ExprKind::Binary(..)
            | ExprKind::IsEmpty(_)
            | ExprKind::Range(..)
            | ExprKind::HasKind(..)
            | ExprKind::Quantified(..)
            | ExprKind::Filtered(_)
            | ExprKind::Grouped(..)
            | ExprKind::KindOf(..)
            | ExprKind::Call(..)
            | ExprKind::Labelled(..)
            | ExprKind::When(..)
            | ExprKind::Missing => false,
        }
    }

    /// `a.b.c`
    pub fn path(&mut self, names: &[Name], expect: Option<&Ty>) -> Planned {
        let Some((&first, rest)) = names.split_first() else {
            return lost();
        };
        if rest.len() > DEPTH {
            self.too_deep(first.span.to(rest[rest.len() - 1].span));
            return lost();
        }
        let text = self.text(first);
        if let Some((node, ty)) = self.variable(text) {
            if let Node::Step(_, step) = &node {
                self.note_step(step);
            }
            // One value asks for the next, and so on: together they are as deep as an expression written out. What is lost has been told.
            if let Node::Let(at) = node
                && let Some((_, is_used)) = self.uses.get_mut(at)
            {
                *is_used = true;
            }
            if let Node::Let(at) = node
                && let Some(depth) = self.let_depths.get(at).map(|depth| depth + self.depth).filter(|_| !ty.unknown)
            {
                if depth > DEPTH {
                    let message = format!("`{text}` builds on too many values that build on each other");
                    self.told(Diagnostic::error(&codes::E0505, first.span, message, ""));
                    return lost();
                }
                self.deepest = self.deepest.max(depth);
            }
            return self.fields(node, ty, first.span, rest);
        }
        if text == "today" {
            return self.fields(Node::Today, Ty::scalar(ScalarTy::Date), first.span, rest);
        }
        let schema = self.model.schema();
        let kind = schema.kind_named(text);
        if rest.is_empty()
            && let Some(expect) = expect
            && (kind.is_none() || !expect.has_entities())
            && let Some(planned) = self.variant(text, &expect.enums)
        {
            return planned;
        }
        if let Some(kind) = kind {
            return self.fields(Node::All(Extent::Kind(kind)), Ty::of_kind(kind).many(), first.span, rest);
        }
        if text == "any" {
            return self.fields(Node::All(Extent::Own), Ty::any_entity().many(), first.span, rest);
        }
        if let Some(id) = schema.enum_named(text)
            && let Some((&second, rest)) = rest.split_first()
            && let Some((node, ty)) = self.variant(self.text(second), &[id])
        {
            return self.fields(node, ty, first.span.to(second.span), rest);
        }
        if let Some((id, length)) = self.entity(names) {
            let ty = Ty::of_kind(self.model.entity(id).kind);
            let span = first.span.to(names[length - 1].span);
            return self.fields(Node::Constant(Val::Entity(id)), ty, span, &names[length..]);
        }
        self.unknown_name(first, expect);
        lost()
    }

    /// The word as a value of one of several enums.
    fn variant(&self, word: &str, enums: &[EnumId]) -> Option<Planned> {
        let schema = self.model.schema();
        let found: Vec<(EnumId, u16)> = enums.iter().filter_map(|&id| Some((id, schema.enumeration(id).variant(word)?))).collect();
        match found[..] {
            [] => None,
            [(id, place)] => Some((Node::Constant(Val::Enum(id, place)), Ty::of_enum(id))),
            [(first, _), ..] => {
                let ty = found.iter().fold(Ty::of_enum(first), |ty, (id, _)| ty.or(Ty::of_enum(*id)));
                Some((Node::Variants(found), ty))
            }
        }
    }

    /// The entity whose path is the longest beginning of `names`, and how many names that takes.
    fn entity(&self, names: &[Name]) -> Option<(crate::model::EntityId, usize)> {
        let mut path = String::new();
        let mut best = None;
        for (at, name) in names.iter().enumerate() {
            if at > 0 {
                path.push('.');
            }
            path.push_str(self.text(*name));
            if let Some(id) = self.model.find(&path) {
                best = Some((id, at + 1));
            }
        }
        best
    }

    fn unknown_name(&mut self, name: Name, expect: Option<&Ty>) {
        let schema = self.model.schema();
        let word = self.text(name);
        if let Some(expect) = expect
            && expect.scalars == 0
            && !expect.has_entities()
            && !expect.enums.is_empty()
        {
            let enums = expect.enums.iter().map(|&id| format!("`{}`", schema.enumeration(id).name)).collect::<Vec<_>>();
            let known: Vec<&str> =
                expect.enums.iter().flat_map(|&id| schema.enumeration(id).variants.iter().map(|variant| &*variant.name)).collect();
            let message = format!("`{word}` is not a value of {}", enums.join(" or "));
            return self.unknown(&codes::E0503, name, message, known);
        }
        let message = format!("`{word}` is not known here");
        if let Some(of) = schema.enums.iter().find(|of| of.variant(word).is_some()) {
            let diagnostic = Diagnostic::error(&codes::E0503, name.span, message, "")
                .help(format!("`{word}` is a value of `{0}`; where nothing beside it shows that, write `{0}.{word}`", of.name));
            return self.told(diagnostic);
        }
        let known: Vec<&str> = (self.variables.iter().chain(&self.lets).map(|(name, _)| *name))
            .chain(["today", "any"])
            .chain(schema.kinds.iter().map(|kind| &*kind.name))
            .chain(
                expect.iter().flat_map(|ty| &ty.enums).flat_map(|&id| schema.enumeration(id).variants.iter().map(|it| &*it.name)),
            )
            .collect();
        self.unknown_among_entities(&codes::E0503, name, message, known);
    }

    /// The fields `names` in turn; `span` is what they are asked of.
    fn fields(&mut self, mut node: Node, mut ty: Ty, mut span: Span, names: &[Name]) -> Planned {
        for &name in names {
            (node, ty) = self.field(node, ty, span, name);
            span = span.to(name.span);
        }
        (node, ty)
    }

    /// One field of what stands at `span`.
    pub fn field(&mut self, node: Node, ty: Ty, span: Span, name: Name) -> Planned {
        if ty.unknown || ty.is_nothing() {
            return lost();
        }
        match self.step(&ty, self.text(name)) {
            Some((step, of)) => {
                self.note_step(&step);
                let shape = ty.shape.or(of.shape);
                (Node::Step(Box::new(node), step), of.shaped(shape))
            }
            None => {
                self.no_field(&ty, span, name);
                lost()
            }
        }
    }

    /// `….field*`
    pub fn closure(&mut self, inner: &Expr, name: Name) -> Planned {
        let planned = self.expression(inner, None);
        match self.followed(&planned.1, inner.span, name) {
            Some((step, ty)) => (Node::Closure(Box::new(planned.0), step), ty),
            None => lost(),
        }
    }

    /// The field `name` of what stands at `span`, followed any number of times, and the type of all it leads to; `None` after telling why
    /// it cannot be followed.
    pub fn followed(&mut self, ty: &Ty, span: Span, name: Name) -> Option<(Step, Ty)> {
        if ty.unknown || ty.is_nothing() {
            return None;
        }
        let Some((step, of)) = self.step(ty, self.text(name)) else {
            self.no_field(ty, span, name);
            return None;
        };
        if !of.only_entities() {
            let message = format!("`{}*` follows references, and `{0}` is {}", self.text(name), of.words(self.model.schema()));
            self.told(Diagnostic::error(&codes::E0505, name.span, message, ""));
            return None;
        }
        self.note_step(&step);
        // Later steps start from what the first one gave, which may be of another kind than the start.
        let Some((step_on, of_on)) = self.step(&ty.clone().or(of.clone()).shaped(Shape::Many), self.text(name)) else {
            return Some((step, of.many()));
        };
        self.note_step(&step_on);
        Some((step_on, of.or(of_on).many()))
    }

    fn no_field(&mut self, ty: &Ty, span: Span, name: Name) {
        let schema = self.model.schema();
        let word = self.text(name);
        let quoted = self.quote(span);
        if !ty.has_entities() {
            let message = format!("{quoted} is {}, which has no `{word}`", ty.words(schema));
            if let Some(group) = &ty.group
                && self.step(&group.1, word).is_some()
            {
                let help = format!("its members have one: write `{}.members.{word}`", self.sources.text(span));
                self.told(Diagnostic::error(&codes::E0504, name.span, message, "").help(help));
                return;
            }
            let parts: Vec<&str> = Part::ALL.into_iter().filter(|(_, part)| part.is_of(ty)).map(|(name, _)| name).collect();
            return self.unknown(&codes::E0504, name, message, parts);
        }
        let kinds: Vec<KindId> = match &ty.entities {
            Entities::Of(kinds) => kinds.clone(),
            Entities::Any | Entities::None => (0..schema.kinds.len() as u32).map(KindId).collect(),
        };
        let message = match (&ty.entities, &kinds[..]) {
            (Entities::Of(_), [kind]) => {
                let kind = &schema.kind(*kind).name;
                format!("{} `{kind}` has no field `{word}`", article(kind))
            }
            (Entities::Of(_), _) => format!("{quoted} is {}, and none of them has a field `{word}`", ty.element().words(schema)),
            (Entities::Any | Entities::None, _) => format!("no kind has a field `{word}`"),
        };
        let known: Vec<&str> = kinds
            .iter()
            .flat_map(|&kind| schema.family(kind))
            .flat_map(|kind| schema.kind(kind).fields.iter().map(|&field| &*schema.field(field).name))
            .chain(Builtin::ALL.iter().map(|(name, _)| *name))
            .collect();
        self.unknown(&codes::E0504, name, message, known);
    }

    /// The step from a value of type `ty` to its field or part `name`, and the type there as from a single value.
    pub fn step(&self, ty: &Ty, name: &str) -> Option<(Step, Ty)> {
        let entities = self.entity_step(ty, name);
        let part = Part::ALL.into_iter().find(|(known, part)| *known == name && part.is_of(ty)).map(|(_, part)| part);
        match (part, entities) {
            (None, entities) => entities,
            (Some(part), None) => Some((Step::Part(part, None), part.ty(ty))),
            (Some(part), Some((step, of))) => Some((Step::Part(part, Some(Box::new(step))), part.ty(ty).or(of))),
        }
    }

    fn entity_step(&self, ty: &Ty, name: &str) -> Option<(Step, Ty)> {
        if !ty.has_entities() {
            return None;
        }
        if let Some(builtin) = Builtin::by_name(name) {
            let of = match builtin {
                Builtin::Parent => self.containers(&ty.entities),
                builtin => Ty::of_builtin(builtin),
            };
            return Some((Step::Builtin(builtin), of));
        }
        let schema = self.model.schema();
        let mut found: Vec<FieldId> = Vec::new();
        match &ty.entities {
            Entities::None => return None,
            Entities::Any => found.extend(schema.kinds.iter().filter_map(|kind| kind.by_name.get(name))),
            Entities::Of(kinds) => {
                for &kind in kinds {
                    match schema.field_named(kind, name) {
                        Some(field) => found.push(field),
                        // Only some of the kinds that extend it may have it.
                        None => found.extend(schema.family(kind).filter_map(|kind| schema.field_named(kind, name))),
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        self.leave_out_strangers(&mut found);
        let of = found.iter().map(|&field| Ty::of_field(schema.field(field))).reduce(Ty::or)?;
        let step = match found[..] {
            [field] => Step::Field(field),
            _ => {
                let known = |kind: &Kind| kind.by_name.get(name).copied().filter(|field| found.binary_search(field).is_ok());
                Step::ByKind(schema.kinds.iter().map(known).collect())
            }
        };
        Some((step, of))
    }

    /// What an entity of this type can stand in: entities of the kinds that have a field to contain such.
    fn containers(&self, entities: &Entities) -> Ty {
        let schema = self.model.schema();
        let related = |one: KindId, other: KindId| schema.is_a(one, other) || schema.is_a(other, one);
        let holds = |target: &Target| match (target, entities) {
            (Target::Kind(target), Entities::Of(kinds)) => kinds.iter().any(|&kind| related(kind, *target)),
            (Target::Kind(_), Entities::Any) => true,
            (Target::Kind(_) | Target::Enum(_) | Target::Scalar(_), _) => false,
        };
        let fields = schema.fields.iter().filter(|field| field.role == FieldRole::Contains);
        let mut owners: Vec<KindId> = Vec::new();
        for field in fields {
            let contains = match &field.ty {
                Type::OneOf(targets) => targets.iter().any(holds),
                _ => true,
            };
            if contains && !owners.contains(&field.owner) {
                owners.push(field.owner);
            }
        }
        if owners.is_empty() { Ty::any_entity() } else { Ty { entities: Entities::Of(owners), ..Ty::any_entity() } }
    }

    /// Leaves out, where the library asks for a field by its name, fields of the organisation's own kinds that happen to have that name and
    /// hold something else: what an organisation adds never makes a rule of the library wrong.
    fn leave_out_strangers(&self, found: &mut Vec<FieldId>) {
        if self.origin != Origin::Library {
            return;
        }
        let schema = self.model.schema();
        let is_known = |field: &FieldId| self.sources.file(schema.field(*field).span.file).origin() == Origin::Library;
        let Some(known) =
            found.iter().filter(|field| is_known(field)).map(|&field| Ty::of_field(schema.field(field))).reduce(Ty::or)
        else {
            return;
        };
        found.retain(|field| is_known(field) || Ty::of_field(schema.field(*field)).is_like(&known));
    }
}

impl Part {
    const ALL: [(&'static str, Part); 7] = [
        ("first", Part::First),
        ("last", Part::Last),
        ("amount", Part::Amount),
        ("currency", Part::Currency),
        ("title", Part::Title),
        ("key", Part::Key),
        ("members", Part::Members),
    ];

    fn is_of(self, ty: &Ty) -> bool {
        match self {
            Part::First | Part::Last => ty.has(ScalarTy::Dates),
            Part::Amount | Part::Currency => ty.has(ScalarTy::Money),
            Part::Title => !ty.enums.is_empty(),
            Part::Key | Part::Members => ty.group.is_some(),
        }
    }

    /// Its type, as a part of a value of the type `of`.
    fn ty(self, of: &Ty) -> Ty {
        match self {
            Part::Key => of.group.as_ref().map_or_else(Ty::unknown, |group| group.0.clone()),
            Part::Members => of.group.as_ref().map_or_else(Ty::unknown, |group| group.1.clone()),
            Part::First | Part::Last => Ty::scalar(ScalarTy::Date),
            Part::Amount => Ty::scalar(ScalarTy::Number),
            Part::Currency | Part::Title => Ty::text(),
        }
    }
}
