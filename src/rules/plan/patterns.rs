//! `matches(text, "pattern")`: the pattern is compiled when the rule is planned.

use crate::diag::{Diagnostic, codes};
use crate::rules::functions::MATCHES;
use crate::rules::program::{Node, Pattern};
use crate::rules::values::{ScalarTy, Ty};
use crate::source::Span;
use crate::syntax;
use crate::syntax::tree::{Expr, ExprKind, Literal};

use super::planner::{Planned, Planner, lost};

impl Planner<'_> {
    /// `matches(text, "pattern")`
    pub fn matches(&mut self, arguments: &[Expr], span: Span) -> Planned {
        let [text, pattern] = arguments else {
            let message = format!("`{MATCHES}` takes a text and a pattern, and {} are given", arguments.len());
            self.told(Diagnostic::error(&codes::E0505, span, message, "").help("as in `matches(s.id, \"svc_[a-z]+\")`"));
            return lost();
        };
        let (node, ty) = self.expression(text, None);
        let pattern = self.pattern(pattern);
        if !ty.unknown && ty.is_many() && ty.has(ScalarTy::Text) {
            let quoted = self.quote(text.span);
            let message = format!("`{MATCHES}` looks at one text, and {quoted} is a list");
            let each = format!("ask each of them: `every t in {} where matches(t, …)`", self.sources.text(text.span));
            self.told(Diagnostic::error(&codes::E0505, text.span, message, "").help(each));
            return lost();
        }
        let fits = self.wants(MATCHES, text, &ty, "a text", |ty| ty.has(ScalarTy::Text));
        match (fits, pattern) {
            (Some(()), Some(pattern)) => (Node::Matches(Box::new(node), pattern), Ty::bool()),
            (None, _) | (_, None) => lost(),
        }
    }

    /// The pattern that a text literal holds, braces and all; `None` after telling why it is none.
    ///
    /// A backslash belongs to the pattern in `r"…"`, and to the text elsewhere: what was meant there is asked. Escapes that mean nothing
    /// were told by the parser.
    fn pattern(&mut self, expr: &Expr) -> Option<Pattern> {
        let raw = self.sources.text(expr.span);
        let opening = match expr.kind {
            ExprKind::Literal(Literal::Raw) => "r\"",
            _ => "\"",
        };
        let written = raw.strip_prefix(opening).and_then(|rest| rest.strip_suffix('"'));
        let is_text = matches!(expr.kind, ExprKind::Literal(Literal::Text | Literal::Raw)) && !raw.starts_with("\"\"\"");
        let written = written.filter(|_| is_text);
        let Some(written) = written else {
            if expr.kind != ExprKind::Missing {
                let message = format!("the pattern of `{MATCHES}` is no text between one pair of quotation marks");
                self.told(
                    Diagnostic::error(&codes::E0512, expr.span, message, "")
                        .note("a pattern is written out, not computed, so that a mistake in it is told here and not in the middle of a run")
                        .help("write it as it is meant, as in `\"svc_[a-z]+\"`"),
                );
            }
            return None;
        };
        if opening == "\"" && written.contains('\\') && syntax::escapes_are_known(raw) {
            let message = "the backslashes of this pattern are read as those of a text";
            self.told(
                Diagnostic::error(&codes::E0512, expr.span, message, "")
                    .help(format!("write `r` before the quotes, so that it is taken as it stands: `r{raw}`"))
                    .fix(syntax::raw(expr.span)),
            );
            return None;
        }
        match Pattern::new(written) {
            Ok(pattern) => Some(pattern),
            Err(fault) => {
                let (words, help) = fault.words();
                let from = expr.span.start as usize + opening.len() + fault.at;
                let length = written[fault.at..].chars().next().map_or(0, char::len_utf8);
                let place = written[..fault.at].chars().count() + 1;
                let message = format!("the pattern cannot be read at character {place}: {words}");
                let diagnostic = Diagnostic::error(&codes::E0512, Span::new(expr.span.file, from, from + length), message, "");
                self.told(match help {
                    Some(help) => diagnostic.help(help),
                    None => diagnostic,
                });
                None
            }
        }
    }
}
