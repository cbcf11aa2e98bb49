//! The syntax tree of one file.
//!
//! Names and texts are kept as spans; [`crate::source::Sources::text`] gives the letters. So the tree is small, owns almost nothing
//! and can be kept when other files change. What a model keeps of it as it stands, rules above all, is shared with it. A hole left by a
//! syntax error is [`ValueKind::Missing`] or [`ExprKind::Missing`]: later stages stay silent about it.

use std::sync::Arc;

pub use super::late::Late;
use crate::quantity::Scalar;
use crate::source::{FileId, Span};

/// All items of a file, in order.
#[derive(Clone, PartialEq, Debug)]
pub struct Tree {
    /// The file.
    pub file: FileId,
    /// What stands in it.
    pub items: Vec<Item>,
}

/// One thing at the top level of a file.
#[derive(Clone, PartialEq, Debug)]
pub enum Item {
    /// `kind party { … }` or `extend kind party { … }`.
    Kind(KindDecl),
    /// `enum stage { … }` or `extend enum stage { … }`.
    Enum(EnumDecl),
    /// `rule ungoverned_party { … }`.
    Rule(Arc<RuleDecl>),
    /// `register party_register "…" { … }`.
    Register(Arc<RegisterDecl>),
    /// `define in_force(a: agreement) = …`
    Define(Arc<DefineDecl>),
    /// `service hosting "…" { … }`.
    Entity(EntityNode),
}

/// A name or a dotted path of names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Name {
    /// Where it stands.
    pub span: Span,
}

/// A text literal, quotes included; [`crate::syntax::literal::cooked`] takes off quotes, escapes and common indentation.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TextLit {
    /// Where it stands, with its quotes.
    pub span: Span,
}

/// The `///` lines before something; [`crate::syntax::literal::doc`] gives their text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Doc {
    /// From the first `///` to the end of the last line.
    pub span: Span,
}

/// Whether a declaration is new or adds to one that exists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// `kind x { … }`
    New,
    /// `extend kind x { … }`
    Extends,
}

/// `kind ID extends ID { fields }`
#[derive(Clone, PartialEq, Debug)]
pub struct KindDecl {
    /// The whole item, without its documentation.
    pub span: Span,
    /// What it is, for users.
    pub doc: Option<Doc>,
    /// New, or `extend kind`.
    pub role: Role,
    /// The kind's name.
    pub name: Name,
    /// The kind it extends.
    pub parent: Option<Name>,
    /// Its own fields.
    pub fields: Vec<FieldDecl>,
}

/// `name: type …`
#[derive(Clone, PartialEq, Debug)]
pub struct FieldDecl {
    /// From the name to the last modifier.
    pub span: Span,
    /// What it is for.
    pub doc: Option<Doc>,
    /// The field's name.
    pub name: Name,
    /// Its type.
    pub ty: TypeNode,
    /// `contains`: children of the type belong here.
    pub contains: bool,
    /// `inverse of FIELD`: computed from that field of the type's kind.
    pub inverse_of: Option<Name>,
    /// `= VALUE`
    pub default: Option<ValueNode>,
    /// `:= EXPRESSION`: worked out, never written.
    pub computed: Option<Arc<Expr>>,
    /// `must CONDITION "message"`, any number of them.
    pub constraints: Vec<Arc<Must>>,
}

/// `must CONDITION "message"`
#[derive(Clone, PartialEq, Debug)]
pub struct Must {
    /// The whole constraint.
    pub span: Span,
    /// What has to hold where the field is written.
    pub condition: Expr,
    /// What to tell where it does not.
    pub message: Option<TextLit>,
}

/// `a | b`, `[a]`, `[a]+`, `a+`, `a?`
#[derive(Clone, PartialEq, Debug)]
pub struct TypeNode {
    /// The whole type with its marks.
    pub span: Span,
    /// One name, or several for a union.
    pub names: Vec<Name>,
    /// How many values.
    pub many: Many,
}

/// How many values a field takes, as written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Many {
    /// `a`
    One,
    /// `a?`
    Optional,
    /// `[a]`
    List,
    /// `[a]+` or `a+`
    AtLeastOne,
}

/// `enum ID { variants }`
#[derive(Clone, PartialEq, Debug)]
pub struct EnumDecl {
    /// The whole item, without its documentation.
    pub span: Span,
    /// What it is, for users.
    pub doc: Option<Doc>,
    /// New, or `extend enum`.
    pub role: Role,
    /// The enum's name.
    pub name: Name,
    /// Its values, in order.
    pub variants: Vec<Variant>,
}

/// One value of an enum, with an optional title: `p1 "Priority 1"`.
#[derive(Clone, PartialEq, Debug)]
pub struct Variant {
    /// What it means.
    pub doc: Option<Doc>,
    /// The word users write.
    pub name: Name,
    /// How artefacts print it.
    pub title: Option<TextLit>,
}

/// `KIND ID? "title"? { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct EntityNode {
    /// The whole entity, without its documentation.
    pub span: Span,
    /// What it is, for users.
    pub doc: Option<Doc>,
    /// The word for its kind.
    pub kind: Name,
    /// Its id; may be a path such as `8.6.1`.
    pub id: Option<Name>,
    /// Its title.
    pub title: Option<TextLit>,
    /// Fields and children in order.
    pub members: Vec<Member>,
    /// Whether something of it was lost to a syntax error, so that what is missing is not complained about.
    pub broken: bool,
}

/// What stands in an entity's body.
#[derive(Clone, PartialEq, Debug)]
pub enum Member {
    /// `name: value`
    Field(FieldNode),
    /// A child entity.
    Child(Box<EntityNode>),
}

/// `name: value`
#[derive(Clone, PartialEq, Debug)]
pub struct FieldNode {
    /// The field's name.
    pub name: Name,
    /// Its value.
    pub value: ValueNode,
}

/// A value with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct ValueNode {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: ValueKind,
}

/// The forms of values.
#[derive(Clone, PartialEq, Debug)]
pub enum ValueKind {
    /// A literal.
    Literal(Literal),
    /// A name or path: a reference or a value of an enum.
    Path,
    /// `[a, b]`
    List(Vec<ValueNode>),
    /// Lost to a syntax error.
    Missing,
}

/// The literals; a text is cooked where it is used.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Literal {
    /// `"…"` or `"""…"""`; the text is under the value's span.
    Text,
    /// `r"…"`, in expressions: a text without escapes and braces.
    Raw,
    /// Anything else that stands for itself.
    Scalar(Scalar),
}

/// `rule ID { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct RuleDecl {
    /// The whole item, without its documentation.
    pub span: Span,
    /// What `explain` prints.
    pub doc: Option<Doc>,
    /// The rule's name.
    pub name: Name,
    /// Its parts in order.
    pub members: Vec<RuleMember>,
    /// Whether something of it was lost to a syntax error.
    pub broken: bool,
}

/// A part of a rule.
#[derive(Clone, PartialEq, Debug)]
pub enum RuleMember {
    /// `each: p in party where …`
    Each(Binding),
    /// `let x = …`
    Let(Name, Late),
    /// `severity: error`, `clause: …`, `require: …`, `message: "…"`, `at: …`, `help: "…"`, `insert: "…"`, `into: …`
    Setting(Name, Late),
    /// `also: g.party "governed here"`
    Also(Late, Option<TextLit>),
}

/// `register ID "title" { … }`
#[derive(Clone, PartialEq, Debug)]
pub struct RegisterDecl {
    /// The whole item, without its documentation.
    pub span: Span,
    /// What the register is for; printed above the table.
    pub doc: Option<Doc>,
    /// The register's name.
    pub name: Name,
    /// Its title.
    pub title: Option<TextLit>,
    /// Its parts in order.
    pub members: Vec<RegisterMember>,
    /// Whether something of it was lost to a syntax error.
    pub broken: bool,
}

/// A part of a register.
#[derive(Clone, PartialEq, Debug)]
pub enum RegisterMember {
    /// `each: p in party where …`
    Each(Binding),
    /// `let x = …`
    Let(Name, Late),
    /// `sort: p.title`, `group: p.kind`, `clause: …`
    Setting(Name, Late),
    /// `column "Party" = p.title`
    Column(TextLit, Late),
}

/// `define NAME(parameters) = EXPRESSION`
#[derive(Clone, PartialEq, Debug)]
pub struct DefineDecl {
    /// The whole item, without its documentation.
    pub span: Span,
    /// What `explain` prints.
    pub doc: Option<Doc>,
    /// The name it is called by.
    pub name: Name,
    /// What it is about, in order.
    pub parameters: Vec<Parameter>,
    /// What it stands for.
    pub body: Expr,
    /// Whether something of it was lost to a syntax error.
    pub broken: bool,
}

/// `name: type`
#[derive(Clone, PartialEq, Debug)]
pub struct Parameter {
    /// The name that the expression knows it by.
    pub name: Name,
    /// What may be given for it.
    pub ty: TypeNode,
}

/// `x in SET where CONDITION`
#[derive(Clone, PartialEq, Debug)]
pub struct Binding {
    /// The variable.
    pub variable: Name,
    /// What it runs over.
    pub set: Box<Expr>,
    /// Which of them.
    pub filter: Option<Box<Expr>>,
}

/// An expression with its place.
#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: ExprKind,
}

/// The forms of expressions.
#[derive(Clone, PartialEq, Debug)]
pub enum ExprKind {
    /// A literal; a text may hold `{…}`, which the planner reads.
    Literal(Literal),
    /// `a` or `a.b.c`: a variable and fields, a kind, an entity, or a value of an enum. One name a segment.
    Path(Vec<Name>),
    /// `(…).field`
    Field(Box<Expr>, Name),
    /// `….field*`: the field followed any number of times, at least once.
    Closure(Box<Expr>, Name),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `not a`
    Not(Box<Expr>),
    /// `-a`
    Negate(Box<Expr>),
    /// `a and b`, `a + b`, `a < b`, …
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// `a or else b or else c`: the first that is there.
    OrElse(Vec<Expr>),
    /// `low .. high`, behind `in`.
    Range(Box<Expr>, Box<Expr>),
    /// `a is empty`
    IsEmpty(Box<Expr>),
    /// `a has kind k`, `a has kind k | l`
    HasKind(Box<Expr>, Vec<Name>),
    /// `some x in set where …`
    Quantified(Quantifier, Binding),
    /// `(x in set where …)`: the set itself.
    Filtered(Binding),
    /// `(group x in set where … by key)`: the groups.
    Grouped(Binding, Box<Expr>),
    /// `scope of house_rules`: a kind, and the path of the framework that its entities are about.
    KindOf(Name, Name),
    /// `count(…)`
    Call(Name, Vec<Expr>),
    /// `house_rules.8.3 when a has kind sla`, among the clauses of a rule.
    When(Box<Expr>, Box<Expr>),
    /// `"its term": a.term`, among the values of a call.
    Labelled(TextLit, Box<Expr>),
    /// `if a then b else c`
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Lost to a syntax error.
    Missing,
}

/// The operators between two expressions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operator {
    /// `and`
    And,
    /// `or`
    Or,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
    /// `in`
    In,
    /// `not in`
    NotIn,
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`
    Divide,
}

/// The quantifiers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Quantifier {
    /// At least one.
    Some,
    /// All.
    Every,
    /// None.
    No,
    /// Exactly one.
    One,
}
