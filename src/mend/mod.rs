//! The edits that diagnostics carry: which of them can be made together, and what a text looks like afterwards.
//!
//! Two edits that touch the same place are never made together: the second was offered for a text that the first changes. Whoever wants both
//! makes the first, checks again, and sees whether the second is still wanted.

use rustc_hash::FxHashMap;

use crate::diag::{Diagnostic, Edit, Fix, Safety};
use crate::source::{FileId, Origin, SourceFile, Sources};

/// Which fixes are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wanted {
    /// Those that may be made unseen.
    Safe,
    /// Proposals too.
    All,
}

/// The fixes that can be made at once.
#[derive(Default, Debug)]
pub struct Plan<'d> {
    /// The diagnostics whose fixes are made, in order.
    pub made: Vec<&'d Diagnostic>,
    /// How many are wanted and have to wait, because another one touches the same place.
    pub waiting: usize,
    /// The edits of those that are made, by file, from the first place to the last.
    pub edits: FxHashMap<FileId, Vec<Edit>>,
}

/// Chooses among the fixes of `told` those that are wanted, in order, each as a whole or not at all. Files of the library are never changed.
pub fn plan<'d>(sources: &Sources, told: impl IntoIterator<Item = &'d Diagnostic>, wanted: Wanted) -> Plan<'d> {
    let mut plan = Plan::default();
    for diagnostic in told {
        let Some(fix) = &diagnostic.fix else { continue };
        if !is_wanted(fix, wanted) || fix.edits.iter().any(|edit| sources.file(edit.span.file).origin() == Origin::Library) {
            continue;
        }
        if fix.edits.iter().any(|edit| plan.touches(edit)) {
            plan.waiting += 1;
            continue;
        }
        for edit in &fix.edits {
            let edits = plan.edits.entry(edit.span.file).or_default();
            let at = edits.partition_point(|other| other.span.start < edit.span.start);
            edits.insert(at, edit.clone());
        }
        plan.made.push(diagnostic);
    }
    plan
}

/// Whether a fix is among those that are wanted.
pub fn is_wanted(fix: &Fix, wanted: Wanted) -> bool {
    !fix.edits.is_empty() && (wanted == Wanted::All || fix.safety == Safety::Safe)
}

impl Plan<'_> {
    /// Whether an edit that is made already reaches the place of `edit`; two insertions at one place do.
    fn touches(&self, edit: &Edit) -> bool {
        let edits = self.edits.get(&edit.span.file).map_or(&[][..], Vec::as_slice);
        let after = edits.partition_point(|other| other.span.start < edit.span.start);
        let before = after.checked_sub(1).and_then(|at| edits.get(at));
        before.is_some_and(|other| other.span.end > edit.span.start)
            || edits.get(after).is_some_and(|other| other.span.start < edit.span.end || other.span.start == edit.span.start)
    }
}

/// The text of `file`, as it is written, with `edits`, which stand in order and do not overlap.
pub fn edited(file: &SourceFile, edits: &[Edit]) -> String {
    let text = file.as_written();
    let mut out = String::with_capacity(text.len() + 256);
    let mut next = 0;
    for edit in edits {
        let (start, end) = (file.written(edit.span.start as usize), file.written(edit.span.end as usize));
        out.push_str(text.get(next..start).unwrap_or_default());
        out.push_str(&edit.text);
        next = end.max(next);
    }
    out.push_str(text.get(next..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diag::codes;
    use crate::source::Span;

    /// An edit by its bytes, and a fix of several.
    type Change<'a> = (usize, usize, &'a str);
    type Offer<'a> = (&'a [Change<'a>], Safety);

    fn told(file: FileId, edits: &[Change<'_>], safety: Safety) -> Diagnostic {
        let edits = edits.iter().map(|(start, end, text)| Edit { span: Span::new(file, *start, *end), text: (*text).to_owned() });
        let fix = Fix { title: String::new(), edits: edits.collect(), safety };
        Diagnostic::error(&codes::E0203, Span::new(file, 0, 0), "", "").fix(fix)
    }

    fn mended(text: &str, wanted: Wanted, fixes: &[Offer<'_>]) -> (String, usize) {
        let mut sources = Sources::new();
        let file = sources.add("a.sms", text, Origin::Model);
        let told: Vec<Diagnostic> = fixes.iter().map(|(edits, safety)| told(file, edits, *safety)).collect();
        let plan = plan(&sources, &told, wanted);
        let edits = plan.edits.get(&file).map_or(&[][..], Vec::as_slice);
        (edited(sources.file(file), edits), plan.waiting)
    }

    #[test]
    fn edits_that_touch_are_not_made_together() {
        use Safety::Safe;
        let done = |fixes: &[Offer<'_>]| mended("abcdef", Wanted::Safe, fixes);
        assert_eq!(done(&[(&[(4, 5, "E")], Safe), (&[(0, 1, "A")], Safe)]), ("AbcdEf".to_owned(), 0));
        assert_eq!(done(&[(&[(1, 3, "-")], Safe), (&[(2, 4, "+")], Safe)]), ("a-def".to_owned(), 1));
        assert_eq!(done(&[(&[(2, 2, "-")], Safe), (&[(2, 2, "+")], Safe)]), ("ab-cdef".to_owned(), 1));
        assert_eq!(done(&[(&[(2, 4, "-")], Safe), (&[(4, 4, "+")], Safe)]), ("ab-+ef".to_owned(), 0));
        // The second of its edits touches: none is made.
        assert_eq!(done(&[(&[(3, 4, "-")], Safe), (&[(0, 1, "+"), (3, 3, "+")], Safe)]), ("abc-ef".to_owned(), 1));
    }

    #[test]
    fn proposals_are_made_when_asked_for() {
        let fixes: &[Offer<'_>] = &[(&[(0, 1, "A")], Safety::Proposal), (&[(1, 2, "B")], Safety::Safe)];
        assert_eq!(mended("ab", Wanted::Safe, fixes).0, "aB");
        assert_eq!(mended("ab", Wanted::All, fixes).0, "AB");
    }

    #[test]
    fn places_are_those_of_the_text_as_it_is_written() {
        // The accent is a letter of its own in the file, and part of the letter before it where it is read.
        let (text, _) = mended("cafe\u{301} x", Wanted::Safe, &[(&[(6, 7, "y")], Safety::Safe)]);
        assert_eq!(text, "cafe\u{301} y");
    }
}
