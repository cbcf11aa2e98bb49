//! What the words of rules, registers, definitions and constraints name: each with its place, as far as it can be known without a plan.
//!
//! A word means the nearest variable of that name, else `today`, a kind, a value of an enum or an entity, as in planning. Of which kind a
//! variable is follows from the set that it runs over, so that `s.owner` leads to the field of the right kind.

use super::target::Target;
use crate::model::Target as Alternative;
use crate::model::{Builtin, EntityId, KindId, Model, Schema, Type};
use crate::rules::function_about;
use crate::source::Span;
use crate::syntax::parse_expression;
use crate::syntax::tree::{
    Binding, DefineDecl, Expr, ExprKind, Literal, Name, RegisterDecl, RegisterMember, RuleDecl, RuleMember, TextLit,
};
use crate::workspace::Checked;

/// A word and what it leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Mention {
    /// The word.
    pub span: Span,
    /// What it leads to.
    pub target: Target,
}

/// What is named in the declarations whose whole text `wanted` asks for.
pub(super) fn mentions(checked: &Checked, wanted: impl Fn(Span) -> bool) -> Vec<Mention> {
    let model = &checked.model;
    let mut reading = Reading { checked, scope: Vec::new(), own: None, found: Vec::new() };
    model.rules().iter().filter(|rule| wanted(rule.span)).for_each(|rule| reading.rule(rule));
    model.registers().iter().filter(|register| wanted(register.span)).for_each(|register| reading.register(register));
    model.defines().iter().filter(|define| wanted(define.decl.span)).for_each(|define| reading.define(&define.decl));
    let schema = model.schema();
    for computed in model.computed().iter().filter(|computed| wanted(computed.body.span)) {
        reading.of_kind(schema.field(computed.field).owner, |reading| reading.expression(&computed.body));
    }
    for constraint in model.constraints().iter().filter(|constraint| wanted(constraint.must.span)) {
        reading.of_kind(schema.field(constraint.field).owner, |reading| {
            reading.expression(&constraint.must.condition);
            constraint.must.message.iter().for_each(|message| reading.text(message));
        });
    }
    reading.found
}

/// A variable that is known at a place.
struct Variable {
    name: Span,
    kind: Option<KindId>,
}

struct Reading<'c> {
    checked: &'c Checked,
    scope: Vec<Variable>,
    /// The kind whose fields are known by their bare names.
    own: Option<KindId>,
    found: Vec<Mention>,
}

impl<'c> Reading<'c> {
    fn model(&self) -> &'c Model {
        &self.checked.model
    }

    fn schema(&self) -> &'c Schema {
        self.model().schema()
    }

    fn word(&self, name: Name) -> &'c str {
        self.checked.sources.text(name.span)
    }

    fn note(&mut self, span: Span, target: Target) {
        self.found.push(Mention { span, target });
    }

    fn rule(&mut self, rule: &RuleDecl) {
        let outer = self.scope.len();
        for member in &rule.members {
            match member {
                RuleMember::Each(binding) => self.bind(binding),
                RuleMember::Let(name, value) => self.value(*name, value),
                RuleMember::Setting(name, value) => self.setting(*name, value),
                RuleMember::Also(place, text) => {
                    self.expression(place);
                    text.iter().for_each(|text| self.text(text));
                }
            }
        }
        self.scope.truncate(outer);
    }

    fn register(&mut self, register: &RegisterDecl) {
        let outer = self.scope.len();
        for member in &register.members {
            match member {
                RegisterMember::Each(binding) => self.bind(binding),
                RegisterMember::Let(name, value) => self.value(*name, value),
                RegisterMember::Setting(name, value) => self.setting(*name, value),
                RegisterMember::Column(_, value) => self.expression(value),
            }
        }
        self.scope.truncate(outer);
    }

    fn define(&mut self, define: &DefineDecl) {
        let outer = self.scope.len();
        for parameter in &define.parameters {
            let kinds: Vec<KindId> =
                parameter.ty.names.iter().filter_map(|name| self.schema().kind_named(self.word(*name))).collect();
            for name in &parameter.ty.names {
                self.kind(*name);
            }
            let kind = if kinds.len() == 1 { kinds.first().copied() } else { None };
            self.declare(parameter.name, kind);
        }
        self.expression(&define.body);
        self.scope.truncate(outer);
    }

    /// An expression in which the fields of a kind are known by their bare names.
    fn of_kind(&mut self, kind: KindId, read: impl FnOnce(&mut Self)) {
        self.own = Some(kind);
        read(self);
        self.own = None;
    }

    fn setting(&mut self, name: Name, value: &Expr) {
        match self.word(name) {
            "severity" | "profile" | "chapter" | "formerly" => {}
            "unless" => self.rules(value),
            _ => self.expression(value),
        }
    }

    /// The names of rules.
    fn rules(&mut self, value: &Expr) {
        match &value.kind {
            ExprKind::List(items) => items.iter().for_each(|item| self.rules(item)),
            ExprKind::Path(names) => {
                if let [name] = names[..] {
                    self.rule_named(name.span, self.word(name));
                }
            }
            _ => {}
        }
    }

    fn rule_named(&mut self, span: Span, name: &str) {
        let model = self.model();
        let present = model.rule_names().present(name).unwrap_or(name);
        let place = model.rules().iter().position(|rule| self.checked.sources.text(rule.name.span) == present);
        place.into_iter().for_each(|place| self.note(span, Target::Rule(place)));
    }

    fn declare(&mut self, name: Name, kind: Option<KindId>) {
        self.note(name.span, Target::Variable(name.span, kind));
        self.scope.push(Variable { name: name.span, kind });
    }

    fn value(&mut self, name: Name, value: &Expr) {
        self.expression(value);
        let kind = self.sort(value);
        self.declare(name, kind);
    }

    /// A variable over a set; it is known from here on.
    fn bind(&mut self, binding: &Binding) {
        self.expression(&binding.set);
        let kind = self.sort(&binding.set);
        self.declare(binding.variable, kind);
        binding.filter.iter().for_each(|filter| self.expression(filter));
    }

    fn bound(&mut self, binding: &Binding, behind: impl FnOnce(&mut Self)) {
        let outer = self.scope.len();
        self.bind(binding);
        behind(self);
        self.scope.truncate(outer);
    }

    fn kind(&mut self, name: Name) {
        if let Some(kind) = self.schema().kind_named(self.word(name)) {
            self.note(name.span, Target::Kind(kind));
        } else if let Some(values) = self.schema().enum_named(self.word(name)) {
            self.note(name.span, Target::Enum(values));
        }
    }

    fn expression(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Literal(Literal::Text) => self.text(&TextLit { span: expr.span }),
            ExprKind::Literal(_) | ExprKind::Missing => {}
            ExprKind::Path(names) => self.path(names),
            ExprKind::Field(inner, name) | ExprKind::Closure(inner, name) => {
                self.expression(inner);
                let kind = self.sort(inner);
                self.field(kind, *name);
            }
            ExprKind::Not(inner) | ExprKind::Negate(inner) | ExprKind::IsEmpty(inner) => self.expression(inner),
            ExprKind::HasKind(inner, kinds) => {
                self.expression(inner);
                kinds.iter().for_each(|kind| self.kind(*kind));
            }
            ExprKind::Labelled(label, inner) => {
                self.text(label);
                self.expression(inner);
            }
            ExprKind::List(parts) | ExprKind::OrElse(parts) => parts.iter().for_each(|part| self.expression(part)),
            ExprKind::Binary(_, left, right) | ExprKind::Range(left, right) | ExprKind::When(left, right) => {
                self.expression(left);
                self.expression(right);
            }
            ExprKind::Quantified(_, binding) | ExprKind::Filtered(binding) => self.bound(binding, |_| {}),
            ExprKind::Grouped(binding, key) => self.bound(binding, |reading| reading.expression(key)),
            ExprKind::KindOf(kind, framework) => {
                self.kind(*kind);
                if let Some(id) = self.model().find(self.word(*framework)) {
                    self.note(framework.span, Target::Entity(id));
                }
            }
            ExprKind::Call(name, arguments) => self.call(*name, arguments),
            ExprKind::If(condition, yes, no) => [condition, yes, no].into_iter().for_each(|part| self.expression(part)),
        }
    }

    fn call(&mut self, name: Name, arguments: &[Expr]) {
        let word = self.word(name);
        let define = self.model().defines().iter().position(|define| self.word(define.decl.name) == word);
        let called = define.map(Target::Definition).or_else(|| function_about(word).map(Target::Function));
        called.into_iter().for_each(|target| self.note(name.span, target));
        if let ("severity", [Expr { kind: ExprKind::Literal(Literal::Text), span }]) = (word, arguments) {
            let inside = Span { start: span.start + 1, end: span.end.saturating_sub(1).max(span.start + 1), ..*span };
            return self.rule_named(inside, self.checked.sources.text(inside));
        }
        arguments.iter().for_each(|argument| self.expression(argument));
    }

    /// The expressions within the braces of a text.
    fn text(&mut self, text: &TextLit) {
        let sources = &self.checked.sources;
        for inside in braces(sources.text(text.span)) {
            let at = |offset: usize| text.span.start as usize + offset;
            let mut span = Span::new(text.span.file, at(inside.start), at(inside.end));
            // `{g: is | are}`: what stands before the colon.
            let written = sources.text(span);
            if let Some((before, _)) = written.split_once(": ").filter(|(before, _)| !before.contains(['(', '"'])) {
                span = Span::new(span.file, span.start as usize, span.start as usize + before.len());
            }
            let (expr, told) = parse_expression(sources, span);
            if told.is_empty() {
                self.expression(&expr);
            }
        }
    }

    fn path(&mut self, names: &[Name]) {
        let Some((&first, rest)) = names.split_first() else { return };
        let word = self.word(first);
        if let Some((name, kind)) = self.variable(word) {
            self.note(first.span, Target::Variable(name, kind));
            return self.fields(kind, rest);
        }
        let schema = self.schema();
        if word == "today" {
            return;
        }
        if let Some(kind) = self.own.filter(|&kind| schema.field_named(kind, word).is_some()) {
            return self.fields(Some(kind), names);
        }
        if let Some((id, length)) = self.entity(names) {
            let last = names.get(length - 1).map_or(first.span, |last| last.span);
            // A kind goes before an entity of one name; a longer path is plain.
            if length > 1 || schema.kind_named(word).is_none() {
                self.note(first.span.to(last), Target::Entity(id));
                let behind = names.get(length..).unwrap_or_default();
                return self.fields(Some(self.model().entity(id).kind), behind);
            }
        }
        if let Some(kind) = schema.kind_named(word) {
            self.note(first.span, Target::Kind(kind));
            return self.fields(Some(kind), rest);
        }
        if let Some(values) = schema.enum_named(word) {
            self.note(first.span, Target::Enum(values));
            if let Some(value) = rest.first()
                && let Some(place) = schema.enumeration(values).variant(self.word(*value))
            {
                self.note(value.span, Target::Variant(values, place));
            }
            return;
        }
        let variant = schema.enums.iter().find_map(|values| Some((schema.enum_named(&values.name)?, values.variant(word)?)));
        if let Some((values, place)) = variant.filter(|_| rest.is_empty()) {
            self.note(first.span, Target::Variant(values, place));
        }
    }

    fn fields(&mut self, mut kind: Option<KindId>, names: &[Name]) {
        for name in names {
            kind = self.field(kind, *name);
        }
    }

    /// A field of a kind, or, where the kind is not known, one that all fields of the name agree on; gives the kind of its values.
    fn field(&mut self, kind: Option<KindId>, name: Name) -> Option<KindId> {
        let (schema, word) = (self.schema(), self.word(name));
        if Builtin::ALL.iter().any(|(name, _)| *name == word) {
            return None;
        }
        let of_kind = kind.and_then(|kind| schema.field_named(kind, word).or_else(|| of_heir(schema, kind, word)));
        let field = of_kind.or_else(|| {
            let known = schema.fields.iter().find(|field| *field.name == *word)?;
            schema.field_named(known.owner, word)
        })?;
        self.note(name.span, Target::Field(field));
        only_kind(&schema.field(field).ty)
    }

    fn variable(&self, word: &str) -> Option<(Span, Option<KindId>)> {
        let found = self.scope.iter().rev().find(|variable| self.checked.sources.text(variable.name) == word)?;
        Some((found.name, found.kind))
    }

    /// The entity whose path is the longest beginning of `names`, and how many names that takes.
    fn entity(&self, names: &[Name]) -> Option<(EntityId, usize)> {
        let first = names.first()?;
        (1..=names.len()).rev().find_map(|length| {
            let last = names.get(length - 1)?;
            Some((self.model().find(self.checked.sources.text(first.span.to(last.span)))?, length))
        })
    }

    /// The kind of what an expression gives, or of its elements, where it is one.
    fn sort(&self, expr: &Expr) -> Option<KindId> {
        let schema = self.schema();
        match &expr.kind {
            ExprKind::Path(names) => {
                let (&first, rest) = names.split_first()?;
                let word = self.word(first);
                let (kind, rest) = match self.variable(word) {
                    Some((_, kind)) => (kind?, rest),
                    None => match (schema.kind_named(word), self.entity(names)) {
                        (Some(kind), _) => (kind, rest),
                        (None, Some((id, length))) => (self.model().entity(id).kind, names.get(length..)?),
                        (None, None) => return None,
                    },
                };
                rest.iter().try_fold(kind, |kind, name| self.of_field(kind, *name))
            }
            ExprKind::Field(inner, name) | ExprKind::Closure(inner, name) => self.of_field(self.sort(inner)?, *name),
            ExprKind::Filtered(binding) => self.sort(&binding.set),
            ExprKind::OrElse(parts) => self.sort(parts.first()?),
            ExprKind::KindOf(kind, _) => schema.kind_named(self.word(*kind)),
            ExprKind::Call(name, arguments) => match self.word(*name) {
                "first" | "last" | "distinct" => self.sort(arguments.first()?),
                _ => None,
            },
            _ => None,
        }
    }

    fn of_field(&self, kind: KindId, name: Name) -> Option<KindId> {
        let schema = self.schema();
        let field = schema.field_named(kind, self.word(name)).or_else(|| of_heir(schema, kind, self.word(name)))?;
        only_kind(&schema.field(field).ty)
    }
}

/// The field of this name of a kind that is a sort of `kind`.
fn of_heir(schema: &Schema, kind: KindId, name: &str) -> Option<crate::model::FieldId> {
    schema.family(kind).find_map(|heir| schema.field_named(heir, name))
}

/// The kind that the values of a type are of, where there is one alone.
pub(super) fn only_kind(ty: &Type) -> Option<KindId> {
    match ty {
        Type::OneOf(targets) => match targets[..] {
            [Alternative::Kind(kind)] => Some(kind),
            _ => None,
        },
        _ => None,
    }
}

/// What stands within single braces of a text literal, as bytes.
fn braces(raw: &str) -> Vec<std::ops::Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = raw.get(at..).and_then(|rest| rest.find('{')).map(|open| at + open) {
        let rest = raw.get(open + 1..).unwrap_or_default();
        if rest.starts_with('{') {
            at = open + 2;
            continue;
        }
        let Some(length) = rest.find(['{', '}']) else { break };
        let end = open + 1 + length;
        // `\u{e9}` has braces of its own.
        let escape = raw.get(..open).is_some_and(|before| before.ends_with("\\u"));
        if raw.as_bytes().get(end) == Some(&b'}') && !escape {
            found.push(open + 1..end);
        }
        at = end;
    }
    found
}
