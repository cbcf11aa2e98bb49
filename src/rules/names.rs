//! What the names in an expression mean: variables, kinds, values of enums, entities, fields.

use crate::diag::{Code, Diagnostic, codes};
use crate::likeness::closest;
use crate::model::{Builtin, EnumId, FieldId, KindId, Model};
use crate::source::{Sources, Span};
use crate::syntax::tree::{Expr, ExprKind, Name, Operator};

use super::node::{Extent, Node, Part, Program, Step};
use super::procedure::{Procedures, is_shallow};
use super::types::{Entities, Scalar, Shape, Ty, article};
use super::value::Val;

/// How deep expressions may be nested; deeper ones could exhaust the stack.
pub(super) const DEPTH: usize = 200;

/// Turns the expressions of one rule or register into nodes, and tells what does not fit.
pub(super) struct Planner<'a> {
    pub model: &'a Model,
    pub sources: &'a Sources,
    pub procedures: &'a Procedures,
    /// The named expressions it calls, by their places.
    pub called: Vec<usize>,
    pub diagnostics: Vec<Diagnostic>,
    /// Whether all that it calls is without error; errors of that are told there.
    pub is_founded: bool,
    /// What is right in form and hardly meant; a rule with warnings runs.
    pub warnings: Vec<Diagnostic>,
    pub program: Program,
    /// The bound variables, the subject first; a variable's place is its number.
    pub variables: Vec<(&'a str, Ty)>,
    /// The `let`s so far.
    pub lets: Vec<(&'a str, Ty)>,
    /// The selections that go through all entities of a set anew for each value outside them, with the number of `let`s before each.
    pub pairs: Vec<(usize, Span)>,
    depth: usize,
    /// How deep the expression of a `let` is nested, with those it names; by its place.
    let_depths: Vec<usize>,
    /// The greatest depth since a `let` began.
    deepest: usize,
}

/// A node and its type.
pub(super) type Planned = (Node, Ty);

/// The result for what has an error that has been told.
pub(super) fn lost() -> Planned {
    (Node::Missing, Ty::unknown())
}

impl<'a> Planner<'a> {
    pub fn new(model: &'a Model, sources: &'a Sources, procedures: &'a Procedures) -> Planner<'a> {
        Planner {
            model,
            sources,
            procedures,
            called: Vec::new(),
            diagnostics: Vec::new(),
            is_founded: true,
            warnings: Vec::new(),
            program: Program::default(),
            variables: Vec::new(),
            lets: Vec::new(),
            pairs: Vec::new(),
            depth: 0,
            let_depths: Vec::new(),
            deepest: 0,
        }
    }

    /// Plans an expression. `expect` is the type of what it is compared with: it says which enum a bare word belongs to.
    pub fn expression(&mut self, expr: &Expr, expect: Option<&Ty>) -> Planned {
        if self.depth >= DEPTH {
            self.too_deep(expr.span);
            return lost();
        }
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        let planned = self.form(expr, expect);
        self.depth -= 1;
        planned
    }

    fn form(&mut self, expr: &Expr, expect: Option<&Ty>) -> Planned {
        match &expr.kind {
            ExprKind::Literal(literal) => self.literal(*literal, expr.span),
            ExprKind::Path(names) => self.path(names, expect),
            ExprKind::Field(inner, name) => {
                let inner_span = inner.span;
                let (node, ty) = self.expression(inner, None);
                self.field(node, ty, inner_span, *name)
            }
            ExprKind::Closure(inner, name) => self.closure(inner, *name),
            ExprKind::List(items) => self.list(items, expect),
            ExprKind::Not(inner) => (Node::Not(Box::new(self.condition(inner))), Ty::bool()),
            ExprKind::Negate(inner) => self.negate(inner),
            ExprKind::Binary(Operator::And, ..) => self.conjunction(expr),
            ExprKind::Binary(Operator::Or, ..) => self.disjunction(expr),
            ExprKind::Binary(operator, left, right) => self.binary(*operator, left, right),
            ExprKind::IsEmpty(inner) => (Node::IsEmpty(Box::new(self.expression(inner, None).0)), Ty::bool()),
            ExprKind::OrElse(parts) => self.or_else(parts, expect),
            ExprKind::Range(..) => self.stray_range(expr.span),
            ExprKind::HasKind(inner, kinds) => self.has_kind(inner, kinds),
            ExprKind::Quantified(quantifier, binding) => self.quantified(*quantifier, binding, expr.span),
            ExprKind::Filtered(binding) => self.filtered(binding),
            ExprKind::Grouped(binding, key) => self.grouped(binding, key),
            ExprKind::KindOf(kind, path) => self.kind_of(*kind, *path),
            ExprKind::Call(name, arguments) => self.call(*name, arguments, expr.span),
            ExprKind::Labelled(label, _) => self.stray_label(*label),
            ExprKind::If(condition, yes, no) => self.choice(condition, yes, no, expect),
            ExprKind::Missing => lost(),
        }
    }

    /// Plans the expression of a `let`, which those behind it may name.
    pub fn named(&mut self, name: Name, value: &Expr) {
        self.deepest = 0;
        let (node, ty) = self.expression(value, None);
        self.lets.push((self.text(name), ty));
        self.let_depths.push(self.deepest);
        self.program.lets.push(node);
    }

    /// Whether what was planned can be evaluated.
    pub fn is_sound(&self) -> bool {
        self.diagnostics.is_empty() && self.is_founded
    }

    /// How deep what was planned is nested.
    pub fn deepest(&self) -> usize {
        self.deepest
    }

    /// Notes that something nested so deep is called here; gives whether it may be.
    pub fn deepens(&mut self, called: usize) -> bool {
        self.deepest = self.deepest.max(self.depth + called);
        is_shallow(self.depth, called)
    }

    fn too_deep(&mut self, span: Span) {
        let diagnostic = Diagnostic::error(&codes::E0505, span, "this expression is nested too deeply", "");
        self.told(diagnostic.help("name parts of it with `let`"));
    }

    /// The letters of a name.
    pub fn text(&self, name: Name) -> &'a str {
        self.sources.text(name.span)
    }

    /// The source of an expression, for a message; long ones are cut.
    pub fn quote(&self, span: Span) -> String {
        let text = self.sources.text(span);
        let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((cut, _)) = words.char_indices().nth(60) {
            words.truncate(cut);
            words.push('…');
        }
        format!("`{words}`")
    }

    pub fn told(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// Tells that `name` is unknown, with the likely name among `known`.
    pub fn unknown(&mut self, code: &'static Code, name: Name, message: String, known: impl IntoIterator<Item = &'a str>) {
        let diagnostic = Diagnostic::error(code, name.span, message, "");
        let diagnostic = suggest(diagnostic, name.span, closest(self.text(name), known));
        self.told(diagnostic);
    }

    pub fn variable(&self, name: &str) -> Option<Planned> {
        if let Some(place) = self.variables.iter().rposition(|(known, _)| *known == name) {
            return Some((Node::Variable(place), self.variables[place].1.clone()));
        }
        let place = self.lets.iter().rposition(|(known, _)| *known == name)?;
        Some((Node::Let(place), self.lets[place].1.clone()))
    }

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
            | ExprKind::Missing => false,
        }
    }

    /// `a.b.c`
    fn path(&mut self, names: &[Name], expect: Option<&Ty>) -> Planned {
        let Some((&first, rest)) = names.split_first() else {
            return lost();
        };
        if rest.len() > DEPTH {
            self.too_deep(first.span.to(rest[rest.len() - 1].span));
            return lost();
        }
        let text = self.text(first);
        if let Some((node, ty)) = self.variable(text) {
            // One value asks for the next, and so on: together they are as deep as an expression written out. What is lost has been told.
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
            return self.fields(Node::Today, Ty::scalar(Scalar::Date), first.span, rest);
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
        let model = self.model;
        let schema = model.schema();
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
            .chain(model.names().paths().map(|(path, _)| path))
            .collect();
        self.unknown(&codes::E0503, name, message, known);
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
    fn closure(&mut self, inner: &Expr, name: Name) -> Planned {
        let (node, ty) = self.expression(inner, None);
        if ty.unknown || ty.is_nothing() {
            return lost();
        }
        let Some((step, of)) = self.step(&ty, self.text(name)) else {
            self.no_field(&ty, inner.span, name);
            return lost();
        };
        if !of.only_entities() {
            let message = format!("`{}*` follows references, and `{0}` is {}", self.text(name), of.words(self.model.schema()));
            self.told(Diagnostic::error(&codes::E0505, name.span, message, ""));
            return lost();
        }
        // Later steps start from what the first one gave, which may be of another kind than the start.
        let Some((step_on, of_on)) = self.step(&ty.clone().or(of.clone()).shaped(Shape::Many), self.text(name)) else {
            return (Node::Closure(Box::new(node), step), of.many());
        };
        (Node::Closure(Box::new(node), step_on), of.or(of_on).many())
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
            return Some((Step::Builtin(builtin), Ty::of_builtin(builtin)));
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
        let of = found.iter().map(|&field| Ty::of_field(schema.field(field))).reduce(Ty::or)?;
        let step = match found[..] {
            [field] => Step::Field(field),
            _ => Step::ByKind(schema.kinds.iter().map(|kind| kind.by_name.get(name).copied()).collect()),
        };
        Some((step, of))
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
            Part::First | Part::Last => ty.has(Scalar::Dates),
            Part::Amount | Part::Currency => ty.has(Scalar::Money),
            Part::Title => !ty.enums.is_empty(),
            Part::Key | Part::Members => ty.group.is_some(),
        }
    }

    /// Its type, as a part of a value of the type `of`.
    fn ty(self, of: &Ty) -> Ty {
        match self {
            Part::Key => of.group.as_ref().map_or_else(Ty::unknown, |group| group.0.clone()),
            Part::Members => of.group.as_ref().map_or_else(Ty::unknown, |group| group.1.clone()),
            Part::First | Part::Last => Ty::scalar(Scalar::Date),
            Part::Amount => Ty::scalar(Scalar::Number),
            Part::Currency | Part::Title => Ty::text(),
        }
    }
}

/// Adds the likely name, where there is one.
pub(super) fn suggest(diagnostic: Diagnostic, span: Span, name: Option<&str>) -> Diagnostic {
    match name {
        None => diagnostic,
        Some(name) => diagnostic.did_you_mean(span, name),
    }
}
