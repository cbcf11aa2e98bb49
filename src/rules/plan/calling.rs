//! Which definitions an expression calls, and what it names, before anything is planned.

use rustc_hash::FxHashSet;

use crate::source::Sources;
use crate::syntax::tree::{Expr, ExprKind, Literal, Name};

/// The names that `expr` calls, in order.
pub fn calls<'s>(expr: &Expr, sources: &'s Sources) -> Vec<&'s str> {
    let mut found = Vec::new();
    gather(expr, sources, &mut found);
    found
}

/// Notes the words with which the paths in `expr` begin, and all words within the braces of its texts: what it may mean by name.
pub fn mentioned<'s>(expr: &Expr, sources: &'s Sources, found: &mut FxHashSet<&'s str>) {
    walk(
        expr,
        &mut |part| match part {
            Part::Text(text) => found.extend(text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')),
            Part::Path(first) => {
                found.insert(sources.text(first.span));
            }
            Part::Call(_) => {}
        },
        sources,
    );
}

fn gather<'s>(expr: &Expr, sources: &'s Sources, found: &mut Vec<&'s str>) {
    walk(
        expr,
        &mut |part| match part {
            Part::Text(text) => in_braces(text, found),
            Part::Call(name) => found.push(sources.text(name.span)),
            Part::Path(_) => {}
        },
        sources,
    );
}

/// What names something in an expression.
enum Part<'s> {
    /// A text, which may have expressions in it.
    Text(&'s str),
    /// The first name of a path.
    Path(Name),
    /// What is called.
    Call(Name),
}

fn walk<'s>(expr: &Expr, visit: &mut impl FnMut(Part<'s>), sources: &'s Sources) {
    match &expr.kind {
        ExprKind::Literal(Literal::Text) => visit(Part::Text(sources.text(expr.span))),
        ExprKind::Path(names) => names.first().into_iter().for_each(|first| visit(Part::Path(*first))),
        ExprKind::Literal(_) | ExprKind::KindOf(..) | ExprKind::Missing => {}
        ExprKind::Field(inner, _)
        | ExprKind::Closure(inner, _)
        | ExprKind::Not(inner)
        | ExprKind::Negate(inner)
        | ExprKind::IsEmpty(inner)
        | ExprKind::HasKind(inner, _) => walk(inner, visit, sources),
        ExprKind::Labelled(label, inner) => {
            visit(Part::Text(sources.text(label.span)));
            walk(inner, visit, sources);
        }
        ExprKind::List(parts) | ExprKind::OrElse(parts) => parts.iter().for_each(|part| walk(part, visit, sources)),
        ExprKind::Binary(_, left, right) | ExprKind::Range(left, right) | ExprKind::When(left, right) => {
            walk(left, visit, sources);
            walk(right, visit, sources);
        }
        ExprKind::Quantified(_, binding) | ExprKind::Filtered(binding) => {
            walk(&binding.set, visit, sources);
            binding.filter.iter().for_each(|filter| walk(filter, visit, sources));
        }
        ExprKind::Grouped(binding, key) => {
            walk(&binding.set, visit, sources);
            binding.filter.iter().for_each(|filter| walk(filter, visit, sources));
            walk(key, visit, sources);
        }
        ExprKind::Call(name, arguments) => {
            visit(Part::Call(*name));
            arguments.iter().for_each(|argument| walk(argument, visit, sources));
        }
        ExprKind::If(condition, yes, no) => [condition, yes, no].into_iter().for_each(|part| walk(part, visit, sources)),
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
