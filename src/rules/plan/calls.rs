//! The types of function calls.

use crate::diag::{Diagnostic, codes};
use crate::rules::functions::{self, Function, LACKING, MATCHES, Question, REFERRERS, Round, Zero};
use crate::rules::program::Node;
use crate::rules::values::{Entities, ScalarTy, Shape, Ty};
use crate::source::Span;
use crate::syntax::tree::{Expr, Name};

use super::planner::{Planned, Planner, lost};

const NUMBERS: [ScalarTy; 4] = [ScalarTy::Number, ScalarTy::Percent, ScalarTy::Money, ScalarTy::Duration];

/// What an empty list of elements of this type adds up to.
fn zero(ty: &Ty) -> Zero {
    if ty.has(ScalarTy::Number) || ty.is_nothing() {
        Zero::Number
    } else if ty.has(ScalarTy::Percent) {
        Zero::Percent
    } else if ty.has(ScalarTy::Duration) {
        Zero::Duration
    } else {
        Zero::Missing
    }
}

impl Planner<'_> {
    /// `count(…)` and its like.
    pub fn call(&mut self, name: Name, arguments: &[Expr], span: Span) -> Planned {
        let word = self.text(name);
        match word {
            MATCHES => return self.matches(arguments, span),
            REFERRERS => return self.referrers(arguments, span),
            LACKING => return self.lacking(arguments, span),
            _ => {}
        }
        if let Some(round) = Round::by_name(word) {
            return self.round(round, arguments, span);
        }
        let Some(function) = Function::by_name(word) else {
            if let Some(planned) = self.call_definition(name, arguments, span) {
                return planned;
            }
            let procedures = self.procedures;
            let message = format!("there is no function `{word}`");
            self.unknown(&codes::E0506, name, message, functions::names().chain(procedures.names()));
            return lost();
        };
        let mut nodes = Vec::with_capacity(arguments.len());
        let mut types: Vec<Ty> = Vec::with_capacity(arguments.len());
        for argument in arguments {
            let expect = types.first().map(Ty::element);
            let (node, ty) = self.expression(argument, expect.as_ref());
            nodes.push(node);
            types.push(ty);
        }
        let (least, most) = function.arity();
        if !(least..=most).contains(&arguments.len()) {
            let wanted = match (least, most) {
                (1, 1) => "one value".to_string(),
                (2, 2) => "two values".to_string(),
                (1, 2) => "one or two values".to_string(),
                (least, _) => format!("at least {least}"),
            };
            let message = format!("`{word}` takes {wanted}, and {} are given", arguments.len());
            self.told(Diagnostic::error(&codes::E0505, span, message, ""));
            return lost();
        }
        if types.iter().any(|ty| ty.unknown) {
            return (Node::Call(function, nodes), Ty::unknown());
        }
        match self.result(function, word, arguments, &types) {
            Some(ty) => {
                let function = match function {
                    Function::Sum(_) => Function::Sum(zero(&ty)),
                    other => other,
                };
                (Node::Call(function, nodes), ty)
            }
            None => lost(),
        }
    }

    /// The type a function gives for arguments of these types; `None` after telling what does not fit.
    fn result(&mut self, function: Function, word: &str, arguments: &[Expr], types: &[Ty]) -> Option<Ty> {
        let (first, first_ty) = (arguments.first()?, types.first()?);
        let second = arguments.get(1).zip(types.get(1));
        match function {
            Function::Count => Some(Ty::scalar(ScalarTy::Int)),
            Function::Sum(_) => {
                self.wants(word, first, first_ty, "a list of numbers, durations or sums of money", |ty| {
                    (ty.is_many() && NUMBERS.into_iter().any(|scalar| ty.has(scalar))) || ty.is_nothing()
                })?;
                Some(if first_ty.has(ScalarTy::Interval) { Ty::scalar(ScalarTy::Duration) } else { first_ty.element() })
            }
            Function::Min | Function::Max => {
                let several = arguments.len() > 1;
                let wanted = if several { "values that can be ordered" } else { "a list of values that can be ordered" };
                for (argument, ty) in arguments.iter().zip(types) {
                    self.wants(word, argument, ty, wanted, |ty| {
                        ty.is_nothing() || (ty.is_many() != several && ty.is_ordered_with(ty) && ty.is_ordered_with(first_ty))
                    })?;
                }
                Some(types.iter().cloned().reduce(Ty::or)?.element())
            }
            Function::Distinct => {
                self.wants(word, first, first_ty, "a list", Ty::is_many)?;
                Some(first_ty.clone())
            }
            Function::First | Function::Last => {
                self.wants(word, first, first_ty, "a list", Ty::is_many)?;
                Some(if first_ty.is_nothing() { Ty::unknown() } else { first_ty.element() })
            }
            Function::Title => {
                self.wants(word, first, first_ty, "entities or values of an enum", |ty| ty.has_entities() || !ty.enums.is_empty())?;
                Some(Ty::text().shaped(first_ty.shape))
            }
            Function::Lower | Function::Upper | Function::Trim => {
                self.wants(word, first, first_ty, "a text", |ty| ty.has(ScalarTy::Text))?;
                Some(Ty::text().shaped(first_ty.shape))
            }
            Function::Length => {
                self.wants(word, first, first_ty, "a text", |ty| ty.has(ScalarTy::Text))?;
                Some(Ty::scalar(ScalarTy::Int).shaped(first_ty.shape))
            }
            Function::Contains | Function::StartsWith | Function::EndsWith => {
                let (second, second_ty) = second?;
                if first_ty.is_many() && function == Function::Contains {
                    let message = format!("`contains` looks for a part of a text, and {} is a list", self.quote(first.span));
                    let help = format!("write `{} in {}`", self.sources.text(second.span), self.sources.text(first.span));
                    self.told(Diagnostic::error(&codes::E0505, first.span, message, "").help(help));
                    return None;
                }
                for (argument, ty) in [(first, first_ty), (second, second_ty)] {
                    self.wants(word, argument, ty, "a text", |ty| ty.has(ScalarTy::Text) && !ty.is_many())?;
                }
                Some(Ty::bool())
            }
            Function::Words => {
                self.wants(word, first, first_ty, "a text", |ty| ty.has(ScalarTy::Text) && !ty.is_many())?;
                Some(Ty::text().many())
            }
            Function::Join => {
                let (second, second_ty) = second?;
                self.wants(word, first, first_ty, "a list", Ty::is_many)?;
                self.wants(word, second, second_ty, "a text to put between", |ty| ty.has(ScalarTy::Text) && !ty.is_many())?;
                Some(Ty::text())
            }
            Function::IsZone => {
                self.wants(word, first, first_ty, "the name of a zone", |ty| ty.has(ScalarTy::Text) && !ty.is_many())?;
                Some(Ty::bool())
            }
            Function::Exists => {
                self.wants(word, first, first_ty, "the path of a file", |ty| ty.has(ScalarTy::Text) && !ty.is_many())?;
                Some(Ty::bool())
            }
            Function::Severity => {
                self.wants(word, first, first_ty, "the name of a rule", |ty| ty.has(ScalarTy::Text) && !ty.is_many())?;
                let named = self.sources.text(first.span).trim_matches('"');
                if let Some(now) = self.model.rule_names().present(named) {
                    let span = Span { start: first.span.start + 1, end: first.span.end.saturating_sub(1), ..first.span };
                    self.warnings.push(super::former_rule(span, named, now));
                }
                Some(Ty::text())
            }
            Function::Abs | Function::Round => {
                self.wants(word, first, first_ty, "a number", |ty| {
                    !ty.is_many() && NUMBERS.into_iter().any(|scalar| ty.has(scalar))
                })?;
                if let Some((second, second_ty)) = second {
                    self.wants(word, second, second_ty, "a whole number of places", |ty| ty.has(ScalarTy::Int) && !ty.is_many())?;
                }
                Some(first_ty.clone())
            }
            Function::Year | Function::Month | Function::Day => {
                self.wants(word, first, first_ty, "a date", |ty| ty.has(ScalarTy::Date))?;
                Some(Ty::scalar(ScalarTy::Int).shaped(first_ty.shape))
            }
            Function::Weekday => {
                self.wants(word, first, first_ty, "a date", |ty| ty.has(ScalarTy::Date))?;
                Some(Ty::text().shaped(first_ty.shape))
            }
            Function::Span(_) => {
                self.wants(word, first, first_ty, "a whole number", |ty| ty.has(ScalarTy::Int) && ty.shape == Shape::One)?;
                Some(Ty::scalar(ScalarTy::Duration))
            }
            Function::Chain(question) => {
                let schema = self.model.schema();
                let lang = schema.lang?.promises;
                let (target, wanted) = match question {
                    Question::OpenHours => (lang.hours, "`service_hours`"),
                    Question::RestsOn => (lang.item, "configuration items"),
                    _ => (lang.target, "a `target` of an agreement"),
                };
                for (place, (argument, ty)) in arguments.iter().zip(types).enumerate() {
                    self.wants(word, argument, ty, wanted, |ty| {
                        (question == Question::OpenHours || question == Question::RestsOn && place == 1 || !ty.is_many())
                            && matches!(&ty.entities, Entities::Of(kinds) if kinds.iter().all(|&kind| schema.is_a(kind, target)))
                    })?;
                }
                Some(question.gives(schema))
            }
        }
    }

    pub fn wants(&mut self, function: &str, argument: &Expr, ty: &Ty, wanted: &str, fits: impl Fn(&Ty) -> bool) -> Option<()> {
        if fits(ty) {
            return Some(());
        }
        let message =
            format!("`{function}` takes {wanted}, and {} is {}", self.quote(argument.span), ty.words(self.model.schema()));
        let diagnostic = Diagnostic::error(&codes::E0505, argument.span, message, "");
        let adds_entities = function == "sum" && ty.only_entities() && ty.is_many();
        self.told(match adds_entities {
            true => diagnostic.help("name the field to add up, as in `sum(contract.value)`"),
            false => diagnostic,
        });
        None
    }
}
