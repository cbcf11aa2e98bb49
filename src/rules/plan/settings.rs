//! The parts of one rule or register, read and planned.

use std::sync::{Arc, OnceLock};

use rustc_hash::FxHashSet;

use crate::diag::{Diagnostic, Severity, codes};
use crate::likeness::closest;
use crate::rules::lint;
use crate::rules::program::{Body, Check, Listing, Node, RuleClause, SEVERITIES, Selection, by_word};
use crate::rules::values::Val;
use crate::source::Span;
use crate::syntax::literal::cooked;
use crate::syntax::tree::{
    Binding, Expr, ExprKind, Late, Literal, Name, Quantifier, RegisterDecl, RegisterMember, RuleDecl, RuleMember, TextLit,
};

use super::calling::mentioned;
use super::demand::Demand;
use super::hoist;
use super::planner::{Planner, suggest};

/// What was read of a rule besides what it evaluates.
pub struct RuleParts {
    pub check: Body<Check>,
    pub title: Option<String>,
    pub severity: Option<Severity>,
    pub clauses: Vec<RuleClause>,
    pub profiles: Vec<String>,
    /// The names of other rules, resolved once all are known.
    pub unless: Vec<(String, Span)>,
}

/// What was read of a register besides what it evaluates.
pub struct RegisterParts {
    pub listing: Body<Listing>,
    pub columns: Vec<String>,
    pub clauses: Vec<RuleClause>,
    pub shows: Vec<RuleClause>,
    pub profiles: Vec<String>,
    /// The chapter of the dossier in which it stands.
    pub chapter: Option<String>,
}

const OF_RULES: [&str; 16] = [
    "each", "let", "also", "severity", "clause", "require", "message", "at", "help", "profile", "unless", "title", "insert",
    "into", "after", "formerly",
];

const OF_REGISTERS: [&str; 9] = ["each", "let", "column", "sort", "group", "clause", "shows", "profile", "chapter"];

/// Reads and plans a rule; what is wrong goes to the planner's diagnostics.
pub fn rule(planner: &mut Planner, declared: &RuleDecl, demand: Demand<'_>) -> RuleParts {
    let mut parts = RuleParts {
        check: Body::Absent,
        title: None,
        severity: None,
        clauses: Vec::new(),
        profiles: Vec::new(),
        unless: Vec::new(),
    };
    let mut settings: Vec<(Name, &Late)> = Vec::new();
    let mut bindings: Vec<&Binding> = Vec::new();
    for member in &declared.members {
        match member {
            RuleMember::Each(binding) => bindings.push(binding),
            RuleMember::Setting(name, value) => settings.push((*name, value)),
            RuleMember::Let(..) | RuleMember::Also(..) => {}
        }
    }
    let left = planner.is_left(demand).filter(|_| !declared.broken);
    if let Some(populated) = left {
        if bindings.iter().all(|binding| planner.is_empty_set(&binding.set, populated)) {
            parts.check = Body::Idle;
        }
        return judging(planner, declared, &bindings, settings, parts);
    }
    check_settings(planner, &settings, &OF_RULES, &bindings);
    let required = ["severity", "require", "message"];
    let lacking: Vec<&str> = (bindings.is_empty().then_some("each").into_iter())
        .chain(required.into_iter().filter(|wanted| !settings.iter().any(|(name, _)| planner.text(*name) == *wanted)))
        .collect();
    if !declared.broken {
        lacks(planner, "rule", declared.name, &lacking);
    }
    let subjects = bindings.first().map(|binding| planner.bind(binding, Quantifier::Some).0);
    if let (Some(binding), Some(subjects)) = (bindings.first(), &subjects) {
        only_entities(planner, binding, subjects);
    }
    let mut pairs = std::mem::take(&mut planner.pairs);
    lets(
        planner,
        declared.members.iter().filter_map(|member| match member {
            RuleMember::Let(name, value) => Some((*name, &**value)),
            RuleMember::Each(_) | RuleMember::Setting(..) | RuleMember::Also(..) => None,
        }),
    );
    let pairs_of_lets = std::mem::take(&mut planner.pairs);
    let (mut require, mut message, mut help, mut at) = (None, None, None, None);
    let mut ties = Vec::new();
    let offer = planner.offer(&settings);
    let required = settings.iter().find(|(name, _)| planner.text(*name) == "require").map(|(_, value)| *value);
    for (name, value) in settings {
        match planner.text(name) {
            "clause" => (parts.clauses, ties) = planner.ties(value).into_iter().unzip(),
            "require" => {
                // What the message and its like ask, they ask for findings only.
                planner.pairs.clear();
                require = Some(planner.condition(value));
                pairs.append(&mut planner.pairs);
            }
            "message" => message = Some(planner.expression(value, None).0),
            "help" => help = Some(planner.expression(value, None).0),
            "at" => at = planner.place(value),
            word => heading(planner, declared, word, value, &mut parts),
        }
    }
    let mut also = Vec::new();
    for member in &declared.members {
        if let RuleMember::Also(value, text) = member
            && let Some(place) = planner.further_place(value)
        {
            also.push((place, label(planner, *text)));
        }
    }
    if let (Some(subjects), Some(require), Some(message)) = (subjects, require, message)
        && planner.is_sound()
        && !declared.broken
    {
        planner.warn_of_unused_lets();
        let program = std::mem::take(&mut planner.program);
        let mut check = Check { whole: None, program, subjects, require, message, at, also, help, offer, ties };
        let (schema, sources) = (planner.model.schema(), planner.sources);
        planner.diagnostics.extend(lint::pairs(sources, &check, pairs.into_iter().map(|(_, span)| span).collect(), pairs_of_lets));
        if let (Some(each), Some(required)) = (bindings.first(), required) {
            planner.diagnostics.extend(lint::never_looks(schema, sources, &check, each));
            planner.diagnostics.extend(lint::never_finds(schema, sources, &check, each, required));
        }
        hoist::check(&mut check);
        parts.check = Body::Planned(Arc::new(check));
    }
    parts
}

/// Plans of a rule of the library what finds, unless there is nothing that it could look at. What its findings tell is planned when the first is told: most rules find nothing in a model
/// that is in order, and messages are most of what there is to plan.
fn judging(
    planner: &mut Planner,
    declared: &RuleDecl,
    bindings: &[&Binding],
    settings: Vec<(Name, &Late)>,
    mut parts: RuleParts,
) -> RuleParts {
    let mut required = None;
    for (name, value) in settings {
        match planner.text(name) {
            "clause" => parts.clauses = planner.clauses_of_ties(value),
            "require" => required = Some(value),
            word => heading(planner, declared, word, value, &mut parts),
        }
    }
    if let Body::Idle = parts.check {
        return parts;
    }
    let subjects = bindings.first().map(|binding| planner.bind(binding, Quantifier::Some).0);
    for (name, value) in required.map(|required| lets_asked(planner, declared, required)).unwrap_or_default() {
        planner.named(name, value);
    }
    let require = required.map(|value| planner.condition(value));
    if let (Some(subjects), Some(require)) = (subjects, require)
        && planner.is_sound()
    {
        let mut check = Check {
            whole: Some(OnceLock::new()),
            program: std::mem::take(&mut planner.program),
            subjects,
            require,
            message: Node::Missing,
            at: None,
            also: Vec::new(),
            help: None,
            offer: None,
            ties: Vec::new(),
        };
        hoist::check(&mut check);
        parts.check = Body::Planned(Arc::new(check));
    }
    parts
}

/// The `let`s that a requirement names, directly or through others, in order.
fn lets_asked<'t>(planner: &Planner, declared: &'t RuleDecl, required: &Expr) -> Vec<(Name, &'t Expr)> {
    let mut asked = FxHashSet::default();
    mentioned(required, planner.sources, &mut asked);
    let mut lets = Vec::new();
    // One sees those before it, so whoever asks for it has been seen.
    for member in declared.members.iter().rev() {
        if let RuleMember::Let(name, value) = member
            && asked.contains(planner.text(*name))
        {
            mentioned(value, planner.sources, &mut asked);
            lets.push((*name, &**value));
        }
    }
    lets.reverse();
    lets
}

/// Reads a setting of a rule that is known without its plan.
fn heading(planner: &mut Planner, declared: &RuleDecl, setting: &str, value: &Late, parts: &mut RuleParts) {
    match setting {
        "severity" => parts.severity = severity(planner, value),
        "profile" => parts.profiles = words(planner, value).into_iter().map(|(word, _)| word).collect(),
        "unless" => parts.unless = words(planner, value),
        "formerly" => planner.former_names(declared, value),
        "title" => parts.title = words(planner, value).into_iter().next().map(|(word, _)| word),
        _ => {}
    }
}

/// Reads and plans a register; what is wrong goes to the planner's diagnostics.
pub fn register(planner: &mut Planner, declared: &RegisterDecl, demand: Demand<'_>) -> RegisterParts {
    let mut parts = RegisterParts {
        listing: Body::Absent,
        columns: Vec::new(),
        clauses: Vec::new(),
        shows: Vec::new(),
        profiles: Vec::new(),
        chapter: None,
    };
    let mut settings: Vec<(Name, &Late)> = Vec::new();
    let mut bindings: Vec<&Binding> = Vec::new();
    let mut columns: Vec<(TextLit, &Late)> = Vec::new();
    for member in &declared.members {
        match member {
            RegisterMember::Each(binding) => bindings.push(binding),
            RegisterMember::Setting(name, value) => settings.push((*name, value)),
            RegisterMember::Column(title, value) => columns.push((*title, value)),
            RegisterMember::Let(..) => {}
        }
    }
    let titles = columns.iter().map(|(title, _)| cooked(planner.sources.text(title.span)).into_owned());
    parts.columns.extend(titles);
    if planner.is_left(demand).is_some() && !declared.broken {
        for (name, value) in settings {
            match planner.text(name) {
                "clause" => parts.clauses = planner.clauses(value),
                "shows" => parts.shows = planner.types_of_shown(value),
                "profile" => parts.profiles = words(planner, value).into_iter().map(|(word, _)| word).collect(),
                "chapter" => parts.chapter = words(planner, value).into_iter().next().map(|(word, _)| word),
                _ => {}
            }
        }
        parts.listing = Body::Idle;
        return parts;
    }
    check_settings(planner, &settings, &OF_REGISTERS, &bindings);
    let lacking: Vec<&str> =
        (bindings.is_empty().then_some("each").into_iter()).chain(columns.is_empty().then_some("column")).collect();
    if !declared.broken {
        lacks(planner, "register", declared.name, &lacking);
    }
    let subjects = bindings.first().map(|binding| planner.bind(binding, Quantifier::Some).0);
    if let (Some(binding), Some(subjects)) = (bindings.first(), &subjects) {
        only_entities(planner, binding, subjects);
    }
    lets(
        planner,
        declared.members.iter().filter_map(|member| match member {
            RegisterMember::Let(name, value) => Some((*name, &**value)),
            RegisterMember::Each(_) | RegisterMember::Setting(..) | RegisterMember::Column(..) => None,
        }),
    );
    let (mut sort, mut group, mut shows) = (Vec::new(), None, Vec::new());
    for (name, value) in settings {
        match planner.text(name) {
            "clause" => parts.clauses = planner.clauses(value),
            "shows" => (parts.shows, shows) = planner.shown(value).into_iter().unzip(),
            "profile" => parts.profiles = words(planner, value).into_iter().map(|(word, _)| word).collect(),
            "chapter" => parts.chapter = words(planner, value).into_iter().next().map(|(word, _)| word),
            "group" => group = Some(planner.expression(value, None).0),
            "sort" => match &value.kind {
                ExprKind::List(keys) => sort.extend(keys.iter().map(|key| planner.expression(key, None).0)),
                _ => sort.push(planner.expression(value, None).0),
            },
            _ => {}
        }
    }
    let cells: Vec<Node> = columns.into_iter().map(|(_, value)| planner.expression(value, None).0).collect();
    if let Some(subjects) = subjects
        && planner.is_sound()
        && !declared.broken
    {
        planner.warn_of_unused_lets();
        planner.warn_of_same_rows(bindings.first().map(|binding| binding.variable), &subjects, &cells);
        let mut listing = Listing { program: std::mem::take(&mut planner.program), subjects, columns: cells, sort, group, shows };
        hoist::listing(&mut listing);
        parts.listing = Body::Planned(Arc::new(listing));
    }
    parts
}

/// Tells of unknown settings, and of those given twice.
fn check_settings(planner: &mut Planner, settings: &[(Name, &Late)], known: &[&'static str], bindings: &[&Binding]) {
    let mut seen: Vec<(&str, Span)> = Vec::new();
    let names = settings.iter().map(|(name, _)| (planner.text(*name), name.span));
    let names: Vec<(&str, Span)> = names.chain(bindings.iter().map(|binding| ("each", binding.variable.span))).collect();
    for (word, span) in names {
        if !known.contains(&word) {
            let message = format!("`{word}` is not a setting here");
            let nearest = closest(word, known.iter().copied());
            let diagnostic = suggest(Diagnostic::error(&codes::E0502, span, message, ""), span, nearest);
            planner.told(match nearest {
                Some(_) => diagnostic,
                None => diagnostic.help(format!("the settings are {}", listed(known))),
            });
        }
        match seen.iter().find(|(earlier, _)| *earlier == word) {
            Some(&(_, first)) => planner.told(
                Diagnostic::error(&codes::E0404, span, format!("`{word}` is given twice"), "given again here")
                    .label(first, "given here first"),
            ),
            None => seen.push((word, span)),
        }
    }
}

fn lacks(planner: &mut Planner, what: &str, name: Name, lacking: &[&str]) {
    if !lacking.is_empty() {
        let message = format!("{what} `{}` has no {}", planner.text(name), listed(lacking));
        let help = match lacking.first() {
            Some(&"each") => "say which entities it is about: `each: s in service where …`",
            Some(&"severity") => "say how much it weighs: `severity: error`, `warning` or `note`",
            Some(&"require") => "say what has to hold: `require: s.owner`",
            Some(&"message") => "say what to tell: `message: \"nobody owns {s}\"`",
            _ => "say what to show: `column \"Service\" = s.title`",
        };
        planner.told(Diagnostic::error(&codes::E0501, name.span, message, "").help(help));
    }
}

fn listed(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

fn only_entities(planner: &mut Planner, binding: &Binding, subjects: &Selection) {
    let Some((_, ty)) = planner.variables.get(subjects.variable) else {
        return;
    };
    // A set that is no set at all has been told.
    if !ty.only_entities() && planner.diagnostics.is_empty() {
        let message = format!(
            "{} is {}; `each` goes through entities",
            planner.quote(binding.set.span),
            ty.clone().many().words(planner.model.schema())
        );
        let help = ty.group.is_some().then(|| planner.instead_of_groups(binding));
        planner.told(Diagnostic { help, ..Diagnostic::error(&codes::E0505, binding.set.span, message, "") });
    }
}

fn lets<'t>(planner: &mut Planner, named: impl Iterator<Item = (Name, &'t Expr)>) {
    for (name, value) in named {
        planner.named(name, value);
    }
}

fn severity(planner: &mut Planner, value: &Expr) -> Option<Severity> {
    if matches!(value.kind, ExprKind::Missing) {
        return None;
    }
    let word = planner.sources.text(value.span);
    let found = by_word(word);
    if found.is_none() {
        let message = format!("{} is not a severity", planner.quote(value.span));
        let diagnostic = Diagnostic::error(&codes::E0511, value.span, message, "");
        let nearest = closest(word.trim_matches('"'), SEVERITIES.map(Severity::word));
        planner.told(match nearest {
            Some(_) => suggest(diagnostic, value.span, nearest),
            None => diagnostic.help("write `error`, `warning` or `note`"),
        });
    }
    found
}

impl Planner<'_> {
    /// Tells of a former name that another rule has, or claims too.
    fn former_names(&mut self, declared: &RuleDecl, value: &Expr) {
        let (model, own) = (self.model, self.text(declared.name));
        for (name, span) in words(self, value).into_iter().filter(|(_, span)| !self.sources.text(*span).starts_with('"')) {
            let told = |message: String| Diagnostic::error(&codes::E0508, span, message, "");
            match model.rule_names().present(&name) {
                Some(present) if present == own => {}
                Some(present) => {
                    let told = told(format!("`{present}` was called `{name}` formerly as well"));
                    self.told(told.help("leave the name to one of the two rules"));
                }
                // A name that a rule has now is nobody's former one.
                None => self
                    .told(told(format!("there is a rule `{name}`")).help("leave the name out: whoever writes it means that rule")),
            }
        }
    }
}

/// The names or texts of a setting such as `profile: [small, full]`, with their places.
fn words(planner: &mut Planner, value: &Expr) -> Vec<(String, Span)> {
    let single = [value];
    let values: Vec<&Expr> = match &value.kind {
        ExprKind::List(items) => items.iter().collect(),
        _ => single.to_vec(),
    };
    let mut words = Vec::new();
    for value in values {
        match &value.kind {
            ExprKind::Path(names) => {
                let text: Vec<&str> = names.iter().map(|name| planner.text(*name)).collect();
                words.push((text.join("."), value.span));
            }
            ExprKind::Literal(Literal::Text) => words.push((cooked(planner.sources.text(value.span)).into_owned(), value.span)),
            ExprKind::Missing => {}
            _ => {
                let message = format!("{} is not a name", planner.quote(value.span));
                planner.told(Diagnostic::error(&codes::E0505, value.span, message, ""));
            }
        }
    }
    words
}

fn label(planner: &mut Planner, text: Option<TextLit>) -> Node {
    match text {
        Some(text) => planner.template(text.span),
        None => Node::Constant(Val::Text("")),
    }
}
