//! From the grammar's nodes to the tree: items, entities, kinds and enums.

use std::sync::Arc;

use super::grammar::{Node, Rule};
use super::tree::{
    Doc, EntityNode, EnumDecl, FieldDecl, FieldNode, Item, KindDecl, Literal, Many, Member, Must, Name, Role, TextLit, TypeNode,
    ValueKind, ValueNode, Variant,
};
use super::{doc, scalar, text};
use crate::diag::Diagnostic;
use crate::quantity::Scalar;
use crate::source::{FileId, Span};

/// What lowering needs to know and collects: the file's whole text, the nodes of a stretch of it, and what is wrong.
pub(super) struct Lowering<'a> {
    pub(super) file: FileId,
    pub(super) text: &'a str,
    pub(super) nodes: &'a [Node],
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// A walk over the nodes directly below one node, comments left out.
pub(super) struct Children<'a> {
    nodes: &'a [Node],
    at: usize,
    end: usize,
}

impl Children<'_> {
    /// The rule of the next node.
    pub(super) fn peek(&self) -> Option<Rule> {
        self.walk().next().and_then(|at| self.nodes.get(at)).map(|node| node.rule)
    }

    /// The next node, if it is of this rule.
    pub(super) fn next_if(&mut self, rule: Rule) -> Option<usize> {
        if self.peek() == Some(rule) { self.next() } else { None }
    }

    /// The same walk from here, without taking anything.
    pub(super) fn walk(&self) -> Children<'_> {
        Children { nodes: self.nodes, at: self.at, end: self.end }
    }
}

impl Iterator for Children<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while self.at < self.end {
            let at = self.at;
            let node = self.nodes.get(at)?;
            self.at = node.after as usize;
            if node.rule != Rule::comment {
                return Some(at);
            }
        }
        None
    }
}

impl FieldDecl {
    /// A field of which no more is known than its name.
    pub(super) fn bare(span: Span, doc: Option<Doc>, name: Name) -> FieldDecl {
        let ty = TypeNode { span: span.behind(), names: Vec::new(), many: Many::One };
        FieldDecl { span, doc, name, ty, contains: false, inverse_of: None, default: None, computed: None, constraints: Vec::new() }
    }
}

impl<'a> Lowering<'a> {
    /// The items below the node of a whole file or of a part of one.
    pub(super) fn items(&mut self) -> Vec<Item> {
        let children = self.children(0);
        children.filter_map(|at| self.item(at)).collect()
    }

    fn item(&mut self, at: usize) -> Option<Item> {
        match self.node(at).rule {
            Rule::entity => Some(Item::Entity(self.entity(at))),
            Rule::kind_decl => Some(Item::Kind(self.kind_decl(at))),
            Rule::enum_decl => Some(Item::Enum(self.enum_decl(at))),
            Rule::rule_decl => Some(Item::Rule(Arc::new(self.rule_decl(at)))),
            Rule::register_decl => Some(Item::Register(Arc::new(self.register_decl(at)))),
            Rule::define_decl => Some(Item::Define(Arc::new(self.define_decl(at)))),
            _ => None,
        }
    }

    pub(super) fn entity(&mut self, at: usize) -> EntityNode {
        let told = self.diagnostics.len();
        let mut children = self.children(at);
        let kind = self.next_name(&mut children, at);
        let id = children.next_if(Rule::id).or_else(|| children.next_if(Rule::number_id)).map(|at| self.name(at));
        let title = children.next_if(Rule::text).map(|at| self.text_lit(at));
        let mut inner = 0;
        let mut members = Vec::with_capacity(children.walk().count());
        for child in children {
            match self.node(child).rule {
                Rule::field => members.push(Member::Field(self.field(child))),
                Rule::entity => {
                    let before = self.diagnostics.len();
                    members.push(Member::Child(Box::new(self.entity(child))));
                    inner += self.diagnostics.len() - before;
                }
                _ => {}
            }
        }
        let broken = self.diagnostics.len() - told > inner;
        EntityNode { span: self.span(at), doc: self.doc(at), kind, id, title, members, broken }
    }

    /// The first node below `at`.
    pub(super) fn first_below(&self, at: usize) -> Option<usize> {
        self.children(at).next()
    }

    pub(super) fn member(&mut self, at: usize) -> Option<Member> {
        match self.node(at).rule {
            Rule::field => Some(Member::Field(self.field(at))),
            Rule::entity => Some(Member::Child(Box::new(self.entity(at)))),
            _ => None,
        }
    }

    fn field(&mut self, at: usize) -> FieldNode {
        let mut children = self.children(at);
        let name = self.next_name(&mut children, at);
        let value = match children.next() {
            Some(value) => self.value(value),
            None => ValueNode { span: self.span(at).behind(), kind: ValueKind::Missing },
        };
        FieldNode { name, value }
    }

    pub(super) fn value(&mut self, at: usize) -> ValueNode {
        let span = self.span(at);
        let kind = match self.node(at).rule {
            Rule::text => {
                self.check_text(at);
                ValueKind::Literal(Literal::Text)
            }
            Rule::path => match self.raw(at) {
                "true" => ValueKind::Literal(Literal::Scalar(Scalar::Bool(true))),
                "false" => ValueKind::Literal(Literal::Scalar(Scalar::Bool(false))),
                _ => ValueKind::Path,
            },
            Rule::scalar | Rule::interval => self.scalar(at).map_or(ValueKind::Missing, ValueKind::Literal),
            Rule::list => {
                let children = self.children(at);
                let mut values = Vec::with_capacity(children.walk().count());
                values.extend(children.map(|child| self.value(child)));
                ValueKind::List(values)
            }
            _ => ValueKind::Missing,
        };
        ValueNode { span, kind }
    }

    fn kind_decl(&mut self, at: usize) -> KindDecl {
        let mut children = self.children(at);
        let role = if children.next_if(Rule::extend).is_some() { Role::Extends } else { Role::New };
        let name = self.next_name(&mut children, at);
        let parent = children.next_if(Rule::extends).map(|extends| self.inner_name(extends));
        let fields = children.map(|field| self.field_decl(field)).collect();
        KindDecl { span: self.span(at), doc: self.doc(at), role, name, parent, fields }
    }

    pub(super) fn field_decl(&mut self, at: usize) -> FieldDecl {
        let mut children = self.children(at);
        let name = self.next_name(&mut children, at);
        let ty = match children.next_if(Rule::r#type) {
            Some(ty) => self.type_node(ty),
            None => TypeNode { span: self.span(at).behind(), names: Vec::new(), many: Many::One },
        };
        let mut field = FieldDecl { ty, ..FieldDecl::bare(self.span(at), self.doc(at), name) };
        self.modifiers(children, &mut field);
        field
    }

    /// Enters what stands behind the type of a field.
    pub(super) fn modifiers(&mut self, modifiers: Children<'_>, field: &mut FieldDecl) {
        for modifier in modifiers {
            match self.node(modifier).rule {
                Rule::contains => field.contains = true,
                Rule::inverse => field.inverse_of = Some(self.inner_name(modifier)),
                Rule::default => field.default = self.children(modifier).next().map(|value| self.value(value)),
                Rule::computed => field.computed = self.children(modifier).next().map(|body| Arc::new(self.expr(body, 0))),
                Rule::must => {
                    let mut parts = self.children(modifier);
                    if let Some(condition) = parts.next_if(Rule::expr) {
                        let condition = self.expr(condition, 0);
                        let message = parts.next_if(Rule::text).map(|text| self.text_lit(text));
                        field.constraints.push(Arc::new(Must { span: self.span(modifier), condition, message }));
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn type_node(&mut self, at: usize) -> TypeNode {
        let mut names = Vec::with_capacity(1);
        let mut many = Many::One;
        for child in self.children(at) {
            match (self.node(child).rule, many) {
                (Rule::many, _) => many = Many::List,
                (Rule::plus, _) => many = Many::AtLeastOne,
                // A list may be empty anyway, so the mark changes nothing there.
                (Rule::optional, Many::One) => many = Many::Optional,
                (Rule::name, _) => names.push(self.name(child)),
                _ => {}
            }
        }
        TypeNode { span: self.span(at), names, many }
    }

    fn enum_decl(&mut self, at: usize) -> EnumDecl {
        let mut children = self.children(at);
        let role = if children.next_if(Rule::extend).is_some() { Role::Extends } else { Role::New };
        let name = self.next_name(&mut children, at);
        let variants = children.map(|variant| self.variant(variant)).collect();
        EnumDecl { span: self.span(at), doc: self.doc(at), role, name, variants }
    }

    pub(super) fn variant(&mut self, at: usize) -> Variant {
        let mut children = self.children(at);
        let name = self.next_name(&mut children, at);
        let title = children.next_if(Rule::text).map(|at| self.text_lit(at));
        Variant { doc: self.doc(at), name, title }
    }

    /// The literal of a number-like token; what cannot be read is told.
    pub(super) fn scalar(&mut self, at: usize) -> Option<Literal> {
        match scalar::read(self.raw(at), self.span(at)) {
            Ok(scalar) => Some(Literal::Scalar(scalar)),
            Err(problem) => {
                self.diagnostics.push(*problem);
                None
            }
        }
    }

    pub(super) fn text_lit(&mut self, at: usize) -> TextLit {
        self.check_text(at);
        TextLit { span: self.span(at) }
    }

    /// Tells the escapes of a text that mean nothing.
    pub(super) fn check_text(&mut self, at: usize) {
        let node = self.node(at);
        text::check_escapes(self.raw(at), self.file, node.start as usize, &mut self.diagnostics);
    }

    pub(super) fn name(&self, at: usize) -> Name {
        Name { span: self.span(at) }
    }

    /// The name that comes next; the grammar puts one there, `at` stands in for it otherwise.
    pub(super) fn next_name(&self, children: &mut Children<'_>, at: usize) -> Name {
        self.name(children.next_if(Rule::name).unwrap_or(at))
    }

    /// The one name below a node.
    pub(super) fn inner_name(&self, at: usize) -> Name {
        self.name(self.children(at).find(|child| self.node(*child).rule == Rule::name).unwrap_or(at))
    }

    pub(super) fn children(&self, at: usize) -> Children<'a> {
        Children { nodes: self.nodes, at: at + 1, end: self.node(at).after as usize }
    }

    pub(super) fn node(&self, at: usize) -> Node {
        self.nodes.get(at).copied().unwrap_or(Node { rule: Rule::EOI, start: 0, end: 0, after: 0 })
    }

    pub(super) fn span(&self, at: usize) -> Span {
        let node = self.node(at);
        Span { file: self.file, start: node.start, end: node.end }
    }

    pub(super) fn raw(&self, at: usize) -> &'a str {
        self.text.get(self.span(at).range()).unwrap_or_default()
    }

    pub(super) fn doc(&self, at: usize) -> Option<Doc> {
        doc::before(self.text, self.node(at).start as usize).map(|range| Doc { span: Span::new(self.file, range.start, range.end) })
    }
}
