//! Which definitions an expression calls, before anything is planned.

use crate::source::Sources;
use crate::syntax::tree::{Expr, ExprKind, Literal};

/// The names that `expr` calls, in order.
pub fn calls<'s>(expr: &Expr, sources: &'s Sources) -> Vec<&'s str> {
    let mut found = Vec::new();
    gather(expr, sources, &mut found);
    found
}

fn gather<'s>(expr: &Expr, sources: &'s Sources, found: &mut Vec<&'s str>) {
    match &expr.kind {
        ExprKind::Literal(Literal::Text) => in_braces(sources.text(expr.span), found),
        ExprKind::Literal(_) | ExprKind::Path(_) | ExprKind::KindOf(..) | ExprKind::Missing => {}
        ExprKind::Field(inner, _)
        | ExprKind::Closure(inner, _)
        | ExprKind::Not(inner)
        | ExprKind::Negate(inner)
        | ExprKind::IsEmpty(inner)
        | ExprKind::HasKind(inner, _) => gather(inner, sources, found),
        ExprKind::Labelled(label, inner) => {
            in_braces(sources.text(label.span), found);
            gather(inner, sources, found);
        }
        ExprKind::List(parts) | ExprKind::OrElse(parts) => parts.iter().for_each(|part| gather(part, sources, found)),
        ExprKind::Binary(_, left, right) | ExprKind::Range(left, right) | ExprKind::When(left, right) => {
            gather(left, sources, found);
            gather(right, sources, found);
        }
        ExprKind::Quantified(_, binding) | ExprKind::Filtered(binding) => {
            gather(&binding.set, sources, found);
            binding.filter.iter().for_each(|filter| gather(filter, sources, found));
        }
        ExprKind::Grouped(binding, key) => {
            gather(&binding.set, sources, found);
            binding.filter.iter().for_each(|filter| gather(filter, sources, found));
            gather(key, sources, found);
        }
        ExprKind::Call(name, arguments) => {
            found.push(sources.text(name.span));
            arguments.iter().for_each(|argument| gather(argument, sources, found));
        }
        ExprKind::If(condition, yes, no) => [condition, yes, no].into_iter().for_each(|part| gather(part, sources, found)),
    }
}

/// The words before a parenthesis within the braces of a text.
fn in_braces<'s>(text: &'s str, found: &mut Vec<&'s str>) {
    let mut rest = text;
    while let Some((_, inside)) = rest.split_once('{') {
        if let Some(literal) = inside.strip_prefix('{') {
            rest = literal;
            continue;
        }
        let (inside, behind) = inside.split_once('}').unwrap_or((inside, ""));
        let mut parts = inside.split('(').peekable();
        while let Some(part) = parts.next() {
            if parts.peek().is_some() {
                let part = part.trim_end();
                let start = part.rfind(|letter: char| !letter.is_alphanumeric() && letter != '_');
                found.push(start.map_or(part, |start| {
                    part.get(start..)
                        .unwrap_or_default()
                        .trim_start_matches(|letter: char| !letter.is_alphanumeric() && letter != '_')
                }));
            }
        }
        rest = behind;
    }
}
