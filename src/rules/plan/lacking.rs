//! What is not said: `lacking("its term": a.term, "who signed it": a.signed_by)` gives the texts whose values are missing, empty or false.
//!
//! ```text
//! let lacks = lacking("what it covers": a.covers, "its term": a.term)
//! require:  lacks is empty
//! message:  "{a} says nothing about {lacks}"
//! ```

use crate::diag::{Diagnostic, codes};
use crate::rules::functions::LACKING;
use crate::rules::program::Node;
use crate::rules::values::Ty;
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, TextLit};

use super::planner::{Planned, Planner, lost};

impl Planner<'_> {
    /// `lacking("b": a.b, …)`
    pub fn lacking(&mut self, arguments: &[Expr], span: Span) -> Planned {
        let mut parts = Vec::with_capacity(arguments.len());
        for argument in arguments {
            match &argument.kind {
                ExprKind::Labelled(label, value) => parts.push((self.template(label.span), self.condition(value))),
                ExprKind::Missing => return lost(),
                _ => {
                    let quoted = self.quote(argument.span);
                    let told =
                        Diagnostic::error(&codes::E0505, argument.span, format!("{quoted} needs words for a reader before it"), "");
                    let source = self.sources.text(argument.span);
                    self.told(told.help(format!("say what is lacking where it is: `\"its term\": {source}`")));
                }
            }
        }
        if arguments.is_empty() {
            let told = Diagnostic::error(&codes::E0505, span, "`lacking` is asked about nothing", "");
            self.told(told.help("name what is to be there: `lacking(\"its term\": a.term, \"who signed it\": a.signed_by)`"));
        }
        (Node::Lacking(parts), Ty::text().many())
    }

    /// A label that stands among the values of another function.
    pub fn stray_label(&mut self, label: TextLit) -> Planned {
        let message = format!("only the values of `{LACKING}` have words before them");
        self.told(Diagnostic::error(&codes::E0505, label.span, message, "").help("leave out the text and its colon"));
        lost()
    }
}
