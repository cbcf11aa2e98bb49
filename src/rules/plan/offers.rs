//! Edits that rules offer with their findings.
//!
//! ```text
//! insert: "governance {p.id}_governance {{ party: {p}, reviewed: every 3 months }}"
//! after:  p
//! ```
//! An edit is a proposal: somebody looks at it before it is made. None is offered where the text could not stand in a model with the
//! values it has, in a file that is not the organisation's own, or for a field that is there already.

use crate::diag::{Diagnostic, codes};
use crate::rules::program::{Beside, Node, Offer, Piece};
use crate::rules::values::ScalarTy;
use crate::source::Span;
use crate::syntax::insertion;
use crate::syntax::tree::{Expr, Late, Name};

use super::planner::Planner;

impl Planner<'_> {
    /// Plans the edit that `insert`, `into` and `after` offer.
    pub fn offer(&mut self, settings: &[(Name, &Late)]) -> Option<Offer> {
        let setting = |planner: &Planner, word: &str| settings.iter().find(|(name, _)| planner.text(*name) == word).copied();
        let (insert, into, after) = (setting(self, "insert"), setting(self, "into"), setting(self, "after"));
        let Some((_, insert)) = insert else {
            for (name, _) in into.iter().chain(&after) {
                let message = format!("`{}` says where, but no `insert` says what", self.text(*name));
                let diagnostic = Diagnostic::error(&codes::E0513, name.span, message, "");
                self.told(diagnostic.help("add the text to insert, as in `insert: \"review: every 12 months\"`"));
            }
            return None;
        };
        if let (Some((into, _)), Some((after, _))) = (into, after) {
            let diagnostic = Diagnostic::error(&codes::E0513, after.span, "`into` and `after` exclude each other", "");
            self.told(diagnostic.label(into.span, "given here").help("leave out one of them"));
            return None;
        }
        let (text, ty) = self.expression(insert, None);
        if !ty.unknown && (ty.is_many() || !ty.has(ScalarTy::Text)) {
            let message = format!("{} is {}, not a text to insert", self.quote(insert.span), ty.words(self.model.schema()));
            self.told(Diagnostic::error(&codes::E0505, insert.span, message, ""));
            return None;
        }
        let place = match (into, after) {
            (_, Some((_, after))) => Beside::After(self.one_entity(after)?),
            (Some((_, into)), None) => Beside::Into(self.one_entity(into)?),
            (None, None) => Beside::Into(Node::Variable(0)),
        };
        let offer = Offer { text, place };
        self.check_offer(&offer, insert.span);
        Some(offer)
    }

    fn one_entity(&mut self, expr: &Expr) -> Option<Node> {
        let (node, ty) = self.expression(expr, None);
        if ty.unknown || (ty.only_entities() && !ty.is_many()) {
            return Some(node);
        }
        let message = format!("{} is {}; an edit goes to one entity", self.quote(expr.span), ty.words(self.model.schema()));
        let diagnostic = Diagnostic::error(&codes::E0505, expr.span, message, "");
        self.told(match ty.only_entities() {
            true => diagnostic.help(format!("take one of them, as in `first({})`", self.sources.text(expr.span))),
            false => diagnostic,
        });
        None
    }

    /// Tells of a text that could never stand where it is to go. Where values are still to come, that shows for each finding.
    fn check_offer(&mut self, offer: &Offer, span: Span) {
        for text in written(&offer.text) {
            let told = match (shape(&text), &offer.place) {
                (Shape::Nothing | Shape::Entity, _) | (Shape::Field, Beside::Into(_)) => self.unreadable(&offer.text, span),
                (Shape::Field, Beside::After(_)) => Some((
                    "a field stands in an entity, not after one",
                    "name the entity with `into`, or leave out `after` for the subject itself",
                )),
                (Shape::Other, _) => Some((
                    "this is neither a field nor an entity",
                    "write it as it would stand in a model: `review: every 12 months`, or an entity with its kind",
                )),
            };
            if let Some((message, help)) = told {
                self.told(Diagnostic::error(&codes::E0513, span, message, "").help(help));
                return;
            }
        }
    }

    /// What is wrong with a text without values that cannot be read.
    fn unreadable(&self, text: &Node, span: Span) -> Option<(&'static str, &'static str)> {
        let Node::Constant(value) = text else { return None };
        let text = value.open_text().filter(|text| !text.trim().is_empty())?;
        match insertion::forms(text, span.file) {
            Some(_) => None,
            None => Some((
                "this text cannot be read as part of a model",
                "write it as it would stand in a model; braces that are meant as such are written twice",
            )),
        }
    }
}

/// How a text to insert begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shape {
    /// There is none, or a value comes first: it shows for each finding.
    Nothing,
    /// `name:`
    Field,
    /// `name …`
    Entity,
    Other,
}

fn shape(text: &str) -> Shape {
    let text = text.trim_start();
    let rest = text.trim_start_matches(|letter: char| letter.is_alphanumeric() || letter == '_');
    match (text.len() - rest.len(), rest.trim_start().chars().next()) {
        (0, None) => Shape::Nothing,
        (0, Some(_)) => Shape::Other,
        (_, Some(':')) => Shape::Field,
        (_, Some('"' | '{')) => Shape::Entity,
        (_, Some(letter)) if letter.is_alphanumeric() || letter == '_' => Shape::Entity,
        // A value or the end comes next: `{kind} …`, `sla {id}`.
        (_, None) => Shape::Nothing,
        (_, Some(_)) => Shape::Other,
    }
}

/// The beginnings of the texts that an expression can give, as far as they are written out.
fn written(node: &Node) -> Vec<String> {
    match node {
        Node::Constant(value) => value.open_text().map(str::to_string).into_iter().collect(),
        Node::Template(template) => match template.pieces.first() {
            Some(Piece::Text(text)) => vec![text.to_string()],
            Some(Piece::Value(_) | Piece::Agreement(_)) | None => Vec::new(),
        },
        Node::If(parts) => {
            let [_, yes, no] = &**parts;
            [written(yes), written(no)].concat()
        }
        _ => Vec::new(),
    }
}
