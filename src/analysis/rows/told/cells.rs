//! What is told of cells, and of the words that they hold.

use super::shortened;
use crate::analysis::references::Scene;
use crate::analysis::rows::declaration::{Holds, Word};
use crate::analysis::rows::tally::TOLD;
use crate::analysis::rows::{Table, days};
use crate::diag::{Code, Diagnostic, codes};
use crate::likeness::closest;
use crate::model::describe::{alternatives, kind_words, type_words, with_article};
use crate::model::{EntityId, Field, Target, Type};
use crate::quantity::Date;
use crate::source::Span;

pub(in crate::analysis::rows) fn no_meaning(scene: &Scene, field: &Field, word: &Word) -> Diagnostic {
    let message = format!("`{}` is nothing that `{}` can be", word.means, field.name);
    let told =
        Diagnostic::error(&codes::E0802, word.span, message, "unknown value").note(format!("it takes {}", choices(scene, field)));
    match nearest_value(scene, field, &word.means) {
        Some(near) => told.did_you_mean(word.span, &near),
        None => told.help("the name of a `word` is the value, and its title what cells say: `word p1 \"1 - Critical\"`"),
    }
}

/// What is wrong with a cell.
#[derive(Clone, Debug)]
pub(in crate::analysis::rows) struct Fault {
    pub code: &'static Code,
    /// How many of the kind are told one by one in a column.
    pub most: usize,
    label: String,
    /// What it is in place of what the field takes; where it is nothing, what the field takes is said.
    says: Option<String>,
    note: Option<String>,
    help: Option<String>,
}

impl Fault {
    fn new(code: &'static Code, label: impl Into<String>) -> Fault {
        Fault { code, most: TOLD, label: label.into(), says: None, note: None, help: None }
    }

    pub fn unlike(label: &str) -> Fault {
        Fault::new(&codes::E0804, label)
    }

    pub fn formula() -> Fault {
        Fault {
            says: Some("holds a formula in place of what came of it".to_owned()),
            note: Some("nothing is worked out here, and a formula that leaves in a document could run elsewhere".to_owned()),
            help: Some("export the values, not the formulas".to_owned()),
            ..Fault::new(&codes::E0804, "a formula")
        }
    }

    pub fn several(scene: &Scene, found: &[EntityId]) -> Fault {
        let paths: Vec<String> = found.iter().take(4).map(|id| format!("`{}`", scene.placed.entities[id.index()].path)).collect();
        Fault {
            says: Some(format!("may be {}", alternatives(&paths))),
            help: Some("say which by a `word` of the column, or give the two different titles".to_owned()),
            ..Fault::new(&codes::E0808, "the title of several things")
        }
    }

    pub fn other_kind(scene: &Scene, field: &Field, found: EntityId) -> Fault {
        let entity = &scene.placed.entities[found.index()];
        let words = with_article(&kind_words(scene.schema, entity.kind));
        Fault {
            says: Some(format!("is {words}, and `{}` takes {}", field.name, type_words(scene.schema, &field.ty))),
            ..Fault::new(&codes::E0808, format!("this is {words}"))
        }
    }

    pub fn unknown(near: Option<String>) -> Fault {
        let help = match near {
            Some(near) => format!("did you mean `{near}`? A `word` of the column says what a name of your own means"),
            None => "declare it, or say by a `word` of the column what is meant: `word hosting \"HOST-01\"`".to_owned(),
        };
        Fault { says: Some("names nothing in the model".to_owned()), help: Some(help), ..Fault::new(&codes::E0808, "unknown name") }
    }

    pub fn no_value(scene: &Scene, field: &Field, text: &str) -> Fault {
        let help = match nearest_value(scene, field, text) {
            Some(near) => format!("if `{near}` is meant, say so in the column: `word {near} \"{}\"`", shortened(text)),
            None => format!("say in the column what it means: `word … \"{}\"`", shortened(text)),
        };
        Fault {
            note: Some(format!("`{}` takes {}", field.name, choices(scene, field))),
            says: Some(format!("is no value of `{}`", field.name)),
            help: Some(help),
            ..Fault::new(&codes::E0804, "unknown value")
        }
    }

    pub fn no_number(text: &str, decimals: Option<char>) -> Fault {
        let comma = decimals != Some(',') && text.matches(',').count() == 1;
        Fault {
            help: comma
                .then(|| "where a comma stands before the decimals, say so in the declaration: `decimals: \",\"`".to_owned()),
            ..Fault::new(&codes::E0804, "no number")
        }
    }

    pub fn two_numbers(text: &str) -> Fault {
        let (whole, part) = (text.replace(',', ""), text.replace(',', "."));
        Fault {
            most: 1,
            says: Some(format!("can be {whole} or {part}")),
            help: Some(
                "say in the declaration which sign stands before decimals: `decimals: \".\"` or `decimals: \",\"`".to_owned(),
            ),
            ..Fault::new(&codes::E0805, "two numbers are possible")
        }
    }

    pub fn no_unit(setting: &str) -> Fault {
        Fault {
            most: 1,
            says: Some("has no unit".to_owned()),
            help: Some(format!("say in the column what its figures are: `{setting}`")),
            ..Fault::new(&codes::E0804, "of what?")
        }
    }

    pub fn no_time() -> Fault {
        Fault {
            help: Some("amounts of time look like `4 hours`, `1h 30m`, `3:30` or `PT4H`".to_owned()),
            ..Fault::new(&codes::E0804, "no amount of time")
        }
    }

    pub fn backwards(first: Date, last: Date) -> Fault {
        Fault {
            says: Some(format!("ends on {last}, before it begins on {first}")),
            help: Some("correct one of the two days".to_owned()),
            ..Fault::new(&codes::E0804, "ends before it begins")
        }
    }

    /// `said` is the form that the declaration gives, `fitting` those that the text would fit.
    pub fn no_day(text: &str, said: Option<&str>, fitting: &[&str], of_spreadsheet: Option<Date>) -> Fault {
        let plain = Fault::new(&codes::E0804, "no such day");
        if let Some(day) = of_spreadsheet {
            return Fault {
                says: Some(format!("is a spreadsheet's number for {day}")),
                help: Some("format the column as days before it is exported".to_owned()),
                ..plain
            };
        }
        if days::is_like_a_day(text) {
            return Fault { says: Some("is a day that does not exist".to_owned()), ..plain };
        }
        match (said, fitting) {
            (Some(form), _) => Fault { says: Some(format!("is no day in the form `{form}`")), ..plain },
            (None, []) => Fault { help: Some("days look like `2026-03-01`; a time may follow".to_owned()), ..plain },
            (None, [form]) => Fault {
                most: 1,
                says: Some("is no day in the form `YYYY-MM-DD`".to_owned()),
                help: Some(format!("say in the declaration how days are written: `dates: \"{form}\"`")),
                ..plain
            },
            (None, forms) => {
                let read = |form: &&str| days::DayForm::new(form)?.day(text);
                let mut days: Vec<String> = Vec::new();
                for day in forms.iter().filter_map(read).map(|day| day.strftime("%-d %B %Y").to_string()) {
                    if !days.contains(&day) {
                        days.push(day);
                    }
                }
                let settings: Vec<String> = forms.iter().take(2).map(|form| format!("`dates: \"{form}\"`")).collect();
                Fault {
                    most: 1,
                    code: &codes::E0805,
                    label: "two days are possible".to_owned(),
                    says: Some(match days.len() {
                        1 => "is no day in the form `YYYY-MM-DD`, and others here may be two days".to_owned(),
                        _ => format!("can be {}", alternatives(&days)),
                    }),
                    note: Some("a day that is guessed is worth nothing as evidence".to_owned()),
                    help: Some(format!("say in the declaration how days are written: {}", alternatives(&settings))),
                }
            }
        }
    }
}

/// What is told of a cell.
pub(in crate::analysis::rows) fn cell(
    scene: &Scene,
    table: &Table,
    at: usize,
    row: EntityId,
    place: Span,
    text: &str,
    fault: &Fault,
) -> Diagnostic {
    let column = &table.declaration.columns[at];
    let field = match column.holds {
        Holds::Field(field) => Some(scene.schema.field(field)),
        _ => None,
    };
    let quoted = scene.quoted(Some(row), text);
    let says = match (&fault.says, field) {
        (Some(says), _) => says.clone(),
        (None, Some(field)) => format!("cannot be read as {}", type_words(scene.schema, &field.ty)),
        (None, None) => "cannot be read".to_owned(),
    };
    let told = Diagnostic::error(
        fault.code,
        place,
        format!("`{}` in the column `{}` {says}", shortened(quoted), shortened(table.declaration.heading(at))),
        fault.label.clone(),
    )
    .about(&*scene.placed.entities[row.index()].path);
    let told = match &fault.note {
        Some(note) => told.note(note.clone()),
        None => told,
    };
    match &fault.help {
        Some(help) => told.help(help.clone()),
        None => told,
    }
}

pub(in crate::analysis::rows) fn empty(scene: &Scene, table: &Table, at: usize, row: EntityId, place: Span) -> Diagnostic {
    let kind = with_article(&kind_words(scene.schema, table.kind()));
    let entity = &scene.placed.entities[row.index()];
    let message =
        format!("`{}` has nothing in the column `{}`, which {kind} needs", entity.id(), shortened(table.declaration.heading(at)));
    Diagnostic::error(&codes::E0804, place, message, "nothing there")
        .about(&*entity.path)
        .help("fill it in where the record is kept")
}

/// What a field can be, as far as that is a list.
fn choices(scene: &Scene, field: &Field) -> String {
    const MOST: usize = 12;
    let names = values(scene, field);
    if names.is_empty() {
        return type_words(scene.schema, &field.ty);
    }
    let mut words: Vec<String> = names.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    if names.len() > MOST {
        words.push(format!("one of {} others", names.len() - MOST));
    }
    alternatives(&words)
}

fn values<'s>(scene: &Scene<'s>, field: &Field) -> Vec<&'s str> {
    let Type::OneOf(targets) = &field.ty else { return Vec::new() };
    let enums = targets.iter().filter_map(|target| match target {
        Target::Enum(id) => Some(scene.schema.enumeration(*id)),
        Target::Kind(_) | Target::Scalar(_) => None,
    });
    enums.flat_map(|known| known.variants.iter().map(|variant| &*variant.name)).collect()
}

fn nearest_value(scene: &Scene, field: &Field, text: &str) -> Option<String> {
    closest(text, values(scene, field)).map(str::to_owned)
}
