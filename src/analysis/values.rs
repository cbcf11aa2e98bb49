//! Values as written become values of a field's type.

use rustc_hash::FxHashMap;

use super::former::disputed;
use super::references::{Resolution, Scene, former_name, wrong_kind};
use super::unresolved::Unresolved;
use super::words::MemberWords;
use crate::diag::{Diagnostic, Edit, Fix, Safety, codes};
use crate::likeness::closest;
use crate::model::describe::{field_words, type_words};
use crate::model::{EntityId, EnumId, Field, FieldId, Item, Target, Type, Value};
use crate::quantity::{Decimal, Scalar};
use crate::source::{Origin, Span};
use crate::syntax::literal;
use crate::syntax::tree::{Literal, ValueKind, ValueNode};

/// What converting values has to tell.
#[derive(Default)]
pub(super) struct Found {
    pub diagnostics: Vec<Diagnostic>,
    pub unresolved: Vec<Unresolved>,
    /// Whether something was written that no field shows, so that rules should not speak of anything as absent.
    pub lost: bool,
    /// Fields whose names were mistyped, as far as that can be told: they are not also missing.
    pub meant: Vec<FieldId>,
}

/// The value of `field` that `node`, written inside `from`, stands for. What does not fit is told and becomes a hole.
pub(super) fn convert<'s>(
    scene: &Scene<'s>,
    from: Option<EntityId>,
    id: FieldId,
    node: &ValueNode,
    words: &mut MemberWords<'s>,
    found: &mut Found,
) -> Value {
    let field = scene.schema.field(id);
    let mut conversion = Conversion { scene, from, id, field, words, found };
    if field.is_list() { conversion.list(node) } else { conversion.single(node) }
}

struct Conversion<'a, 's, 'f> {
    scene: &'a Scene<'s>,
    from: Option<EntityId>,
    id: FieldId,
    field: &'a Field,
    words: &'f mut MemberWords<'s>,
    found: &'f mut Found,
}

impl Conversion<'_, '_, '_> {
    fn single(&mut self, node: &ValueNode) -> Value {
        match &node.kind {
            ValueKind::List(items) => match &items[..] {
                [only] => {
                    self.tell_list(node, Some(only));
                    self.one(only)
                }
                _ => {
                    self.tell_list(node, None);
                    Value::Missing
                }
            },
            ValueKind::Literal(_) | ValueKind::Path | ValueKind::Missing => self.one(node),
        }
    }

    /// A list; one value without brackets is a list of one.
    fn list(&mut self, node: &ValueNode) -> Value {
        let nodes = match &node.kind {
            ValueKind::List(items) => &items[..],
            ValueKind::Missing => return Value::Missing,
            ValueKind::Literal(_) | ValueKind::Path => std::slice::from_ref(node),
        };
        let mut items: Vec<Item> = Vec::with_capacity(nodes.len());
        let mut seen = Seen::default();
        for node in nodes {
            if matches!(node.kind, ValueKind::List(_)) {
                self.found.diagnostics.push(self.misfit(node, "a list inside a list"));
            }
            // What could not be understood stays as a hole: rules then know that something was written here.
            let value = self.one(node);
            if let Some(first) = seen.before(&value, node.span, &items) {
                let text = self.scene.sources.text(node.span);
                self.found.diagnostics.push(same_twice(node.span, text, &self.field.name, first));
                continue;
            }
            items.push(Item { value, span: node.span });
        }
        if nodes.is_empty() && self.field.cardinality == crate::model::Cardinality::AtLeastOne {
            self.found.diagnostics.push(self.empty_list(node.span));
        }
        Value::List(items.into())
    }

    fn one(&mut self, node: &ValueNode) -> Value {
        match node.kind {
            ValueKind::Literal(literal) => self.literal(node, literal),
            ValueKind::Path => self.name(node),
            ValueKind::List(_) | ValueKind::Missing => Value::Missing,
        }
    }

    fn literal(&mut self, node: &ValueNode, literal: Literal) -> Value {
        let fitting = match &self.field.ty {
            Type::OneOf(targets) => targets.iter().find_map(|target| match target {
                Target::Scalar(ty) => self.scalar(node, literal, ty),
                Target::Kind(_) | Target::Enum(_) => None,
            }),
            Type::Unknown => return Value::Missing,
            ty => self.scalar(node, literal, ty),
        };
        match fitting {
            Some(value) => self.checked(node, value),
            None => {
                let diagnostic = self.literal_misfit(node, literal);
                self.found.diagnostics.push(diagnostic);
                Value::Missing
            }
        }
    }

    /// The literal as a value of a scalar type; `None` where it is none.
    fn scalar(&self, node: &ValueNode, literal: Literal, ty: &Type) -> Option<Value> {
        let text = || literal::cooked(self.scene.sources.text(node.span)).into();
        Some(match (ty, literal) {
            (Type::Text, Literal::Text) => Value::Text(text()),
            (Type::File, Literal::Text) => Value::File(text()),
            (Type::Url, Literal::Text) => Value::Url(text()),
            (Type::Number, Literal::Scalar(Scalar::Int(value))) => Value::Scalar(Scalar::Number(Decimal::from(value))),
            (_, Literal::Scalar(value)) if *ty == Type::of(&value) => Value::Scalar(value),
            _ => return None,
        })
    }

    /// Texts that have a form of their own are checked for it.
    fn checked(&mut self, node: &ValueNode, value: Value) -> Value {
        match &value {
            Value::File(path) => match unusable_path(path) {
                Some(why) => {
                    let path = self.scene.quoted(self.from, path);
                    self.found.diagnostics.push(path_leaves(node.span, path, why));
                    Value::Missing
                }
                None => value,
            },
            Value::Url(address) if !is_address(address) => {
                let diagnostic = self.misfit(node, "no address").help("an address begins with `https://`, `http://` or `mailto:`");
                self.found.diagnostics.push(diagnostic);
                Value::Missing
            }
            _ => value,
        }
    }

    fn name(&mut self, node: &ValueNode) -> Value {
        let text = self.scene.sources.text(node.span);
        let ty = &self.field.ty;
        match ty {
            Type::Unknown => return Value::Missing,
            Type::RuleName => return self.rule_name(node, text),
            Type::KindName => return self.kind_name(node, text),
            _ => {}
        }
        let enums: Vec<EnumId> = match ty {
            Type::OneOf(targets) => targets
                .iter()
                .filter_map(|target| match target {
                    Target::Enum(id) => Some(*id),
                    Target::Kind(_) | Target::Scalar(_) => None,
                })
                .collect(),
            _ => Vec::new(),
        };
        for &id in &enums {
            if let Some(variant) = self.scene.schema.enumeration(id).variant(text) {
                return Value::Enum(id, variant);
            }
        }
        if !takes_references(ty) {
            let diagnostic = match enums.first() {
                Some(&id) => self.unknown_variant(node, text, id),
                None => self.name_misfit(node, text),
            };
            self.found.diagnostics.push(diagnostic);
            return Value::Missing;
        }
        match self.scene.resolve(self.from, text, ty) {
            Resolution::Found(id) => return Value::Entity(id),
            Resolution::Former(id, now) => {
                self.found.diagnostics.push(former_name(self.scene, node.span, id, now));
                return Value::Entity(id);
            }
            Resolution::Disputed(claimants) => self.found.diagnostics.push(disputed(self.scene, node.span, &claimants)),
            Resolution::WrongKind(id) => {
                let diagnostic = wrong_kind(self.scene, node.span, &self.field.name, ty, id);
                self.found.diagnostics.push(diagnostic);
            }
            Resolution::Phantom => {}
            Resolution::Unknown => self.found.unresolved.push(Unresolved { span: node.span, from: self.from, field: self.id }),
        }
        Value::Missing
    }

    fn rule_name(&mut self, node: &ValueNode, text: &str) -> Value {
        if self.scene.rule_names.contains(text) {
            return Value::Text(text.into());
        }
        if let Some(now) = self.scene.former_rules.present(text) {
            self.found.diagnostics.push(
                Diagnostic::warning(&codes::E0205, node.span, format!("the rule `{text}` is now called `{now}`"), "a former name")
                    .replace(node.span, now, format!("write `{now}`")),
            );
            return Value::Text(now.into());
        }
        let diagnostic = if codes::by_id(text).is_some() {
            Diagnostic::error(&codes::E0203, node.span, format!("`{text}` is an error of the language, not a rule"), "not a rule")
                .help("name a rule: errors of the language can only be mended")
        } else {
            let diagnostic = Diagnostic::error(&codes::E0203, node.span, format!("there is no rule `{text}`"), "unknown rule");
            match self.words.closest_rule(self.scene.rule_names.iter().copied(), text) {
                Some(near) => diagnostic.did_you_mean(node.span, near),
                None => diagnostic.help("`sms explain --list` names all rules"),
            }
        };
        self.found.diagnostics.push(diagnostic);
        Value::Missing
    }

    fn kind_name(&mut self, node: &ValueNode, text: &str) -> Value {
        if self.scene.schema.kind_named(text).is_some() {
            return Value::Text(text.into());
        }
        let diagnostic = Diagnostic::error(&codes::E0202, node.span, format!("there is no kind `{text}`"), "unknown kind");
        let mut known: Vec<&str> = self.scene.schema.kinds.iter().map(|kind| &*kind.name).collect();
        known.sort_unstable();
        self.found.diagnostics.push(match closest(text, known) {
            Some(near) => diagnostic.did_you_mean(node.span, near),
            None => diagnostic.help("`sms explain --list` names all kinds"),
        });
        Value::Missing
    }

    // Messages ------------------------------------------------------------------------------------------------------------------

    fn misfit(&self, node: &ValueNode, label: &str) -> Diagnostic {
        Diagnostic::error(
            &codes::E0403,
            node.span,
            format!("`{}` takes {}", self.field.name, field_words(self.scene.schema, self.field)),
            label,
        )
    }

    fn tell_list(&mut self, node: &ValueNode, only: Option<&ValueNode>) {
        let one = type_words(self.scene.schema, &self.field.ty);
        let diagnostic =
            Diagnostic::error(&codes::E0403, node.span, format!("`{}` takes one value, not a list", self.field.name), "a list");
        self.found.diagnostics.push(match only {
            Some(only) => {
                let text = self.scene.quoted(self.from, self.scene.sources.text(only.span));
                let help = format!("leave out the brackets: `{}: {text}`", self.field.name);
                diagnostic.help(help).fix(without_brackets(node.span, only.span))
            }
            None => diagnostic.help(format!("choose one: it takes {one}; where several are meant, declare this once for each")),
        });
    }

    fn literal_misfit(&self, node: &ValueNode, literal: Literal) -> Diagnostic {
        let text = self.scene.sources.text(node.span);
        let diagnostic = self.misfit(node, literal_words(literal));
        match (&self.field.ty, literal) {
            (Type::Percent, Literal::Scalar(Scalar::Int(_) | Scalar::Number(_))) => {
                diagnostic.help(format!("write `{text}%`")).replace(node.span.behind(), "%", "write the percent sign")
            }
            (Type::Duration, Literal::Scalar(Scalar::Int(_))) => {
                diagnostic.help(format!("say the unit, for instance `{text} hours` or `{text} days`"))
            }
            (Type::Interval, Literal::Scalar(Scalar::Duration(_))) => {
                diagnostic.help(format!("write `every {text}`")).replace(node.span, format!("every {text}"), "write `every`")
            }
            (Type::Duration, Literal::Scalar(Scalar::Interval(duration))) => {
                diagnostic.help(format!("leave out `every`: `{duration}`"))
            }
            (Type::Money, Literal::Scalar(Scalar::Int(_) | Scalar::Number(_))) => {
                diagnostic.help(format!("say the currency, for instance `{text} GBP`"))
            }
            (Type::Dates, Literal::Scalar(Scalar::Date(_))) => {
                diagnostic.help(format!("write the first and the last day: `{text} .. 2026-12-31`"))
            }
            (ty, Literal::Text) if takes_references(ty) => self.quoted_name(node, diagnostic, text),
            _ => diagnostic,
        }
    }

    /// A name in quotes, or a person's name where a declared one is wanted.
    fn quoted_name(&self, node: &ValueNode, diagnostic: Diagnostic, raw: &str) -> Diagnostic {
        let inner = literal::cooked(raw);
        let ty = &self.field.ty;
        if let Resolution::Found(_) = self.scene.resolve(self.from, &inner, ty) {
            return diagnostic.help(format!("names of things in the model stand without quotes: `{inner}`")).replace(
                node.span,
                inner.into_owned(),
                "leave out the quotes",
            );
        }
        diagnostic.help("names of things in the model stand without quotes; declare it first, then refer to it by its name")
    }

    fn name_misfit(&self, node: &ValueNode, text: &str) -> Diagnostic {
        let diagnostic = self.misfit(node, "a name");
        match &self.field.ty {
            Type::Interval if how_often(text).is_some() => {
                let every = how_often(text).unwrap_or_default();
                diagnostic.help(format!("write `{every}`")).replace(node.span, every, format!("write `{every}`"))
            }
            Type::Text | Type::File | Type::Url => {
                let quote = |at| Edit { span: at, text: "\"".into() };
                let edits = vec![quote(Span { end: node.span.start, ..node.span }), quote(node.span.behind())];
                diagnostic.help(format!("put it in double quotes: `\"{}\"`", self.scene.quoted(self.from, text))).fix(Fix {
                    title: "put it in double quotes".into(),
                    edits,
                    safety: Safety::Safe,
                })
            }
            Type::Bool => diagnostic.help("write `true` or `false`"),
            _ => diagnostic,
        }
    }

    fn unknown_variant(&mut self, node: &ValueNode, text: &str, id: EnumId) -> Diagnostic {
        let known = self.scene.schema.enumeration(id);
        let mut names: Vec<String> = known.variants.iter().take(MOST_SHOWN).map(|variant| format!("`{}`", variant.name)).collect();
        if known.variants.len() > MOST_SHOWN {
            names.push(format!("{} others", known.variants.len() - MOST_SHOWN));
        }
        let diagnostic =
            Diagnostic::error(&codes::E0408, node.span, format!("`{}` cannot be `{text}`", self.field.name), "unknown value")
                .note(format!("it takes {}", crate::model::describe::alternatives(&names)));
        let begun = || {
            let mut begun =
                known.variants.iter().filter(|variant| text.len() > 1 && variant.name.starts_with(&text.to_lowercase()));
            begun.next().filter(|_| begun.next().is_none()).map(|variant| &*variant.name)
        };
        // Most lists are those that rules know how to read: a word of one's own would be read by none.
        let own = self.scene.sources.file(known.span.file).origin() == Origin::Model || known.doc.contains("extend enum");
        match self.words.closest_variant(id, text).or_else(begun) {
            Some(near) => diagnostic.did_you_mean(node.span, near),
            None if own => diagnostic.help(format!("`extend enum {} {{ {text} }}` would add a value", known.name)),
            None => diagnostic.help("choose one of these"),
        }
    }

    fn empty_list(&self, span: Span) -> Diagnostic {
        Diagnostic::error(&codes::E0407, span, format!("`{}` needs at least one value", self.field.name), "nothing in the list")
            .help(format!("name at least one: {}", type_words(self.scene.schema, &self.field.ty)))
    }
}

/// The interval that an everyday word stands for.
fn how_often(word: &str) -> Option<&'static str> {
    Some(match word.to_lowercase().as_str() {
        "daily" => "every 1 day",
        "weekly" => "every 1 week",
        "fortnightly" => "every 2 weeks",
        "monthly" => "every 1 month",
        "quarterly" => "every 3 months",
        "half_yearly" | "semiannually" => "every 6 months",
        "yearly" | "annually" | "annual" => "every 12 months",
        _ => return None,
    })
}

/// The most values of an enum that a message lists.
const MOST_SHOWN: usize = 30;

/// The references and values of enums in one list, to tell which stand in it twice.
#[derive(Default)]
struct Seen {
    /// Where each first stands; used only from [`Seen::MANY`] items on, so that short lists cost nothing and long ones no square.
    first: FxHashMap<Named, Span>,
}

/// What a name in a list stands for.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Named {
    Entity(EntityId),
    Enum(EnumId, u16),
}

impl Named {
    fn by(value: &Value) -> Option<Named> {
        match value {
            Value::Entity(id) => Some(Named::Entity(*id)),
            Value::Enum(id, variant) => Some(Named::Enum(*id, *variant)),
            _ => None,
        }
    }
}

impl Seen {
    /// The length of a list from which a table is quicker than looking through it.
    const MANY: usize = 16;

    /// Where `value`, which stands at `span` behind `items`, stood before.
    fn before(&mut self, value: &Value, span: Span, items: &[Item]) -> Option<Span> {
        let named = Named::by(value)?;
        if items.len() < Seen::MANY {
            return items.iter().find(|item| item.value == *value).map(|item| item.span);
        }
        if self.first.is_empty() {
            self.first.extend(items.iter().filter_map(|item| Some((Named::by(&item.value)?, item.span))));
        }
        let first = *self.first.entry(named).or_insert(span);
        (first != span).then_some(first)
    }
}

/// Leaves out what stands around `inner` in `outer`, whatever `inner` says.
fn without_brackets(outer: Span, inner: Span) -> Fix {
    let edit = |start, end| Edit { span: Span { start, end, ..outer }, text: String::new() };
    let edits = vec![edit(outer.start, inner.start), edit(inner.end, outer.end)];
    Fix { title: "leave out the brackets".into(), edits, safety: Safety::Safe }
}

pub(super) fn takes_references(ty: &Type) -> bool {
    match ty {
        Type::Any => true,
        Type::OneOf(targets) => targets.iter().any(|target| match target {
            Target::Kind(_) => true,
            Target::Scalar(scalar) => *scalar == Type::Any,
            Target::Enum(_) => false,
        }),
        _ => false,
    }
}

fn literal_words(literal: Literal) -> &'static str {
    match literal {
        Literal::Text | Literal::Raw => "text",
        Literal::Scalar(Scalar::Int(_)) => "a whole number",
        Literal::Scalar(Scalar::Number(_)) => "a number",
        Literal::Scalar(Scalar::Bool(_)) => "true or false",
        Literal::Scalar(Scalar::Percent(_)) => "a percentage",
        Literal::Scalar(Scalar::Date(_)) => "a date",
        Literal::Scalar(Scalar::Dates(_)) => "a range of dates",
        Literal::Scalar(Scalar::Duration(_)) => "a duration",
        Literal::Scalar(Scalar::Interval(_)) => "an interval",
        Literal::Scalar(Scalar::Money(_)) => "a sum of money",
    }
}

/// Why a path cannot name a file of the model, if it cannot.
pub(super) fn unusable_path(path: &str) -> Option<&'static str> {
    let drive = path.as_bytes().get(1) == Some(&b':') && path.as_bytes()[0].is_ascii_alphabetic();
    if path.trim().is_empty() {
        Some("the path is empty")
    } else if path.contains('\\') {
        Some("folders are separated by `/` on every system")
    } else if path.starts_with('/') || drive {
        Some("the path starts at the root of one machine")
    } else if path.split('/').any(|part| part == "..") {
        Some("`..` leads out of the folder")
    } else {
        None
    }
}

fn path_leaves(span: Span, path: &str, why: &str) -> Diagnostic {
    Diagnostic::error(&codes::E0409, span, format!("`{path}` is no path inside the model's folder"), why)
        .note("a model and its evidence travel together, so every file it names lies below its own folder")
        .help("put the file into the model's folder and write its path from there: `\"records/report.csv\"`")
}

pub(super) fn is_address(address: &str) -> bool {
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| address.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty() && !rest.contains(char::is_whitespace)))
}

fn same_twice(span: Span, text: &str, field: &str, first: Span) -> Diagnostic {
    Diagnostic::warning(&codes::E0413, span, format!("`{text}` stands twice in `{field}`"), "again here")
        .label(first, "first here")
        .help("remove one")
}
