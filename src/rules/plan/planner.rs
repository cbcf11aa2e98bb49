//! The planner of one rule or register: what is in scope, what was told, and which form of an expression is planned by whom.

use crate::diag::{Code, Diagnostic, codes};
use crate::likeness::closest;
use crate::model::{KindId, Model};
use crate::rules::program::{Extent, Node, Procedures, Program, Selection, quoted};
use crate::rules::values::Ty;
use crate::source::{Origin, Sources, Span};
use crate::syntax::tree::{Expr, ExprKind, Name, Operator};

use super::guess::Guess;

/// How deep expressions may be nested; deeper ones could exhaust the stack.
pub const DEPTH: usize = 200;

/// Turns the expressions of one rule or register into nodes, and tells what does not fit.
pub struct Planner<'a> {
    pub model: &'a Model,
    pub sources: &'a Sources,
    pub procedures: &'a Procedures,
    /// Who wrote it.
    pub origin: Origin,
    /// The named expressions and computed fields it calls.
    pub called: Vec<Call>,
    /// The unknown names that may have been meant for entities.
    pub guesses: Vec<Guess>,
    /// The kind in whose body it stands, and who declares what it plans there.
    pub home: Option<(KindId, Origin)>,
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
    /// For each `let` where its name stands, and whether something uses it.
    pub uses: Vec<(Span, bool)>,
    /// The selections that go through all entities of a set anew for each value outside them, with the number of `let`s before each.
    pub pairs: Vec<(usize, Span)>,
    pub depth: usize,
    /// How deep the expression of a `let` is nested, with those it names; by its place.
    pub let_depths: Vec<usize>,
    /// The greatest depth since a `let` began.
    pub deepest: usize,
}

/// Whether an expression names the subject, by itself or by one of the `let`s that do.
fn speaks_of_subject(node: &Node, lets: &[bool]) -> bool {
    let mut speaks = false;
    node.walk(&mut |node| {
        speaks |= match node {
            Node::Variable(variable) => *variable == 0,
            Node::Let(at) => lets.get(*at) == Some(&true),
            _ => false,
        };
    });
    speaks
}

/// That something is called, by its place among the procedures, at a place nested so deep.
#[derive(Clone, Copy, Debug)]
pub struct Call {
    pub at: usize,
    pub depth: usize,
}

/// A node and its type.
pub type Planned = (Node, Ty);

/// What planners note beside their plans.
#[derive(Default)]
pub struct Noted {
    /// The named expressions and computed fields that are called.
    pub called: Vec<usize>,
    /// The unknown names that may have been meant for entities.
    pub guesses: Vec<Guess>,
}

impl Noted {
    /// Adds what one planner noted.
    pub fn add(&mut self, called: &[Call], guesses: Vec<Guess>) {
        self.called.extend(called.iter().map(|call| call.at));
        self.guesses.extend(guesses);
    }
}

/// The result for what has an error that has been told.
pub fn lost() -> Planned {
    (Node::Missing, Ty::unknown())
}

impl<'a> Planner<'a> {
    pub fn new(model: &'a Model, sources: &'a Sources, procedures: &'a Procedures, origin: Origin) -> Planner<'a> {
        Planner {
            model,
            sources,
            procedures,
            origin,
            called: Vec::new(),
            guesses: Vec::new(),
            home: None,
            diagnostics: Vec::new(),
            is_founded: true,
            warnings: Vec::new(),
            program: Program::default(),
            variables: Vec::new(),
            lets: Vec::new(),
            uses: Vec::new(),
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
            ExprKind::When(..) => self.stray_tie(expr.span),
            ExprKind::If(condition, yes, no) => self.choice(condition, yes, no, expect),
            ExprKind::Missing => lost(),
        }
    }

    /// Plans the expression of a `let`, which those behind it may name.
    pub fn named(&mut self, name: Name, value: &Expr) {
        self.deepest = 0;
        let (node, ty) = self.expression(value, None);
        self.lets.push((self.text(name), ty));
        self.uses.push((name.span, false));
        self.let_depths.push(self.deepest);
        self.program.lets.push(node);
    }

    /// Warns of each `let` that nothing uses, once all is planned that could.
    pub fn warn_of_unused_lets(&mut self) {
        let subject = self.variables.first().map(|(name, _)| *name);
        for (at, &(span, is_used)) in self.uses.iter().enumerate() {
            if is_used {
                continue;
            }
            let name = self.sources.text(span);
            let later = self.uses.iter().skip(at + 1).map(|(span, _)| *span).find(|span| self.sources.text(*span) == name);
            let message = format!("nothing uses this `{name}`");
            let warning = Diagnostic::warning(&codes::E0522, span, message, "");
            self.warnings.push(match (subject == Some(name), later) {
                (true, _) => warning.note("the name means what `each` goes through").help("choose another name"),
                (false, Some(later)) => {
                    warning.label(later, "what follows means this one").help("choose another name, or delete it")
                }
                (false, None) => warning.help("use it, or delete it"),
            });
        }
    }

    /// Warns of a register with a row for each of several things of which no column says anything. Where there is one of them, the row is a summary.
    pub fn warn_of_same_rows(&mut self, variable: Option<Name>, subjects: &Selection, cells: &[Node]) {
        let several = match &subjects.set {
            Node::All(Extent::Kind(kind)) => self.model.of_kind(*kind).len() > 1,
            _ => true,
        };
        // A `let` names those before it alone.
        let mut lets: Vec<bool> = Vec::with_capacity(self.program.lets.len());
        for named in &self.program.lets {
            lets.push(speaks_of_subject(named, &lets));
        }
        let Some(variable) = variable.filter(|_| several && !cells.iter().any(|cell| speaks_of_subject(cell, &lets))) else {
            return;
        };
        let name = self.text(variable);
        let message = format!("no column says anything of `{name}`, so all rows are the same");
        let warning = Diagnostic::warning(&codes::E0522, variable.span, message, "nothing uses this");
        self.warnings
            .push(warning.help(format!("begin a column with it, as in `{name}.title`; the name of a kind means all of that kind")));
    }

    /// Whether what was planned can be evaluated.
    pub fn is_sound(&self) -> bool {
        self.diagnostics.is_empty() && self.is_founded
    }

    /// Notes that something nested so deep is called here; gives whether it may be.
    pub fn deepens(&mut self, called: usize) -> bool {
        let depth = self.depth + called;
        self.deepest = self.deepest.max(depth);
        depth <= DEPTH
    }

    pub fn too_deep(&mut self, span: Span) {
        let diagnostic = Diagnostic::error(&codes::E0505, span, "this expression is nested too deeply", "");
        self.told(diagnostic.help("name parts of it with `let`"));
    }

    /// The letters of a name.
    pub fn text(&self, name: Name) -> &'a str {
        self.sources.text(name.span)
    }

    /// The source of an expression, for a message; long ones are cut.
    pub fn quote(&self, span: Span) -> String {
        quoted(self.sources, span)
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

    /// Tells that `name` is unknown, which may have been meant for an entity or for one of `known`.
    pub fn unknown_among_entities(
        &mut self,
        code: &'static Code,
        name: Name,
        message: String,
        known: impl IntoIterator<Item = &'a str>,
    ) {
        self.guesses.push(Guess { span: name.span, below: None, near: closest(self.text(name), known).map(str::to_owned) });
        self.told(Diagnostic::error(code, name.span, message, ""));
    }

    pub fn variable(&self, name: &str) -> Option<Planned> {
        if let Some(place) = self.variables.iter().rposition(|(known, _)| *known == name) {
            return Some((Node::Variable(place), self.variables[place].1.clone()));
        }
        match self.lets.iter().rposition(|(known, _)| *known == name) {
            Some(place) => Some((Node::Let(place), self.lets[place].1.clone())),
            None => self.own_field(name),
        }
    }
}

/// Adds the likely name, where there is one.
pub fn suggest(diagnostic: Diagnostic, span: Span, name: Option<&str>) -> Diagnostic {
    match name {
        None => diagnostic,
        Some(name) => diagnostic.did_you_mean(span, name),
    }
}
